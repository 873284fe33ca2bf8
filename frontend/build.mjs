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

const pages = ["store", "home", "listing", "product", "checkout", "operations", "moderation", "dashboard"];
const scripts = {
  entryPoints: {
    ...Object.fromEntries(pages.map((name) => [name, join(root, "scripts", `${name}.js`)])),
    tracker: join(root, "scripts", "tracker", "main.js"),
  },
  outdir: join(dist, "scripts"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !watch,
  legalComments: "none",
};

// Tailwind's command line has no interface to import; node runs it, so no shell and no PATH are involved.
const tailwind = (name) => [
  join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs"),
  ...["--input", join(root, "styles", `${name}.css`), "--output", join(dist, "styles", `${name}.css`)],
  watch ? "--watch=always" : "--minify",
];
const sheets = ["store", "operations", "moderation"];

if (watch) {
  for (const sheet of sheets) spawn(process.execPath, tailwind(sheet), { cwd: root, stdio: "inherit" });
  const context = await esbuild.context(scripts);
  await context.watch();
} else {
  await esbuild.build(scripts);
  for (const sheet of sheets) {
    const { status } = spawnSync(process.execPath, tailwind(sheet), { cwd: root, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}
