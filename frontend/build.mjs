// Builds everything the pages load into dist/: styles, scripts, typefaces, icons. Django serves that folder.
import { spawnSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const watch = process.argv.includes("--watch");
const require = createRequire(import.meta.url);

const fonts = [
  "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
  "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "fonts"), { recursive: true });
for (const font of fonts) cpSync(require.resolve(font), join(dist, "fonts", font.split("/").pop()));
cpSync(join(root, "icons"), join(dist, "icons"), { recursive: true });

const pages = ["store", "home", "listing", "product", "checkout", "operations", "moderation"];
const page = (name) => [name, join(root, "scripts", `${name}.js`)];
const shared = {
  outdir: join(dist, "scripts"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !watch,
  legalComments: "none",
};
const scripts = [
  { ...shared, entryPoints: { ...Object.fromEntries(pages.map(page)), tracker: join(root, "scripts", "tracker", "main.js") } },
  // What draws is a file of its own, asked for where there is something to draw; Django's storage puts hashes into names.
  { ...shared, entryPoints: Object.fromEntries([page("dashboard")]), splitting: true, chunkNames: "[name]" },
];

// Tailwind's command line has no interface to import; node runs it, so no shell and no PATH are involved.
const tailwind = (name) => [
  join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs"),
  ...["--input", join(root, "styles", `${name}.css`), "--output", join(dist, "styles", `${name}.css`)],
  watch ? "--watch=always" : "--minify",
];
const sheets = ["store", "operations", "moderation"];

if (watch) {
  for (const sheet of sheets) spawn(process.execPath, tailwind(sheet), { cwd: root, stdio: "inherit" });
  for (const script of scripts) await (await esbuild.context(script)).watch();
} else {
  for (const script of scripts) await esbuild.build(script);
  for (const sheet of sheets) {
    const { status } = spawnSync(process.execPath, tailwind(sheet), { cwd: root, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}
