// From a figure (analytics/dashboard/figures.py) to what ECharts draws: quiet axes, direct labels, one accent.
import { BarChart, LineChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, LineChart, SankeyChart,
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer,
]);

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (ms < 86_400_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${(ms / 86_400_000).toFixed(1)} d`;
}

const exact = {
  percent: (value) => `${(value * 100).toFixed(1)} %`,
  money: (value) => money.format(value),
  duration,
};
const rough = {
  percent: (value) => `${Math.round(value * 1000) / 10} %`,
  duration,
};

const told = (unit) => (value) => (value === null || value === undefined || Number.isNaN(value) ? "–" : (exact[unit] ?? whole.format)(value));
const onAxis = (unit) => (value) => (rough[unit] ?? short.format)(value);

// Canvas and the library's own arithmetic want plain colours; the tokens are oklch.
function plain(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function palette(element) {
  const style = getComputedStyle(element);
  const named = (name) => plain(style.getPropertyValue(name));
  return {
    ink: named("--ink"),
    muted: named("--muted"),
    line: named("--line"),
    ground: named("--ground"),
    accent: named("--accent"),
    soft: named("--accent-soft"),
    others: ["--accent", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--muted"].map(named),
    font: style.fontFamily,
    // What is drawn anew every two seconds must not move each time.
    still: matchMedia("(prefers-reduced-motion: reduce)").matches || Boolean(element.closest("#live")),
  };
}

function base(figure, colours) {
  return {
    animation: !colours.still,
    animationDuration: 250,
    aria: { enabled: true, label: { description: figure.title } },
    textStyle: { fontFamily: colours.font, color: colours.muted },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: colours.ground,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 13 },
      valueFormatter: told(figure.unit),
    },
  };
}

const valueAxis = (figure, colours, extra) => ({
  type: "value",
  splitNumber: 3,
  axisLabel: { color: colours.muted, formatter: onAxis(figure.unit) },
  splitLine: { lineStyle: { color: colours.line } },
  ...extra,
});

const nameAxis = (figure, colours, extra) => ({
  type: "category",
  data: figure.labels,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: colours.line } },
  axisLabel: { color: colours.muted, hideOverlap: true },
  ...extra,
});

function notes(figure, colours) {
  if (!figure.notes.length) return undefined;
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: colours.muted, type: "dotted" },
    label: { color: colours.muted, formatter: ({ name }) => name, fontSize: 11, overflow: "truncate", width: 120 },
    data: figure.notes.map(([place, text]) => ({ name: text, xAxis: place })),
  };
}

function line(figure, colours) {
  return {
    ...base(figure, colours),
    tooltip: { ...base(figure, colours).tooltip, trigger: "axis" },
    grid: { left: 4, right: 12, top: figure.notes.length ? 28 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: nameAxis(figure, colours, { boundaryGap: false }),
    yAxis: valueAxis(figure, colours, {}),
    series: figure.series.map((series, place) => ({
      type: "line",
      name: series.name,
      data: series.values,
      showSymbol: series.values.length === 1,
      symbolSize: 7,
      lineStyle: { width: series.is_past ? 1.5 : 2.5, type: series.is_past ? "dashed" : "solid", color: series.is_past ? colours.muted : colours.others[place] },
      itemStyle: { color: series.is_past ? colours.muted : colours.others[place] },
      areaStyle: series.is_past || place > 0 ? undefined : { color: colours.soft, opacity: 0.6 },
      markLine: place === 0 ? notes(figure, colours) : undefined,
    })),
  };
}

// Long names often begin alike, and end so too: the middle goes.
const named = (text, width) => (text.length > width ? `${text.slice(0, width / 2 - 1)}…${text.slice(-width / 2)}` : text);

// Names are long and many: bars lie, the largest on top, each with its number at its end. Minutes and places stand.
function bars(figure, colours, element) {
  const stands = figure.is_upright;
  const names = nameAxis(figure, colours, stands ? {} : {
    inverse: true,
    axisLine: { show: false },
    axisLabel: { color: colours.ink, interval: 0, formatter: (text) => named(text, element.clientWidth < 500 ? 20 : 34) },
  });
  const values = valueAxis(figure, colours, stands ? {} : { show: false });
  return {
    ...base(figure, colours),
    tooltip: { ...base(figure, colours).tooltip, trigger: "axis", axisPointer: { type: "none" } },
    grid: { left: 4, right: stands ? 12 : 64, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: stands ? names : values,
    yAxis: stands ? values : names,
    series: figure.series.map((series, place) => ({
      type: "bar",
      name: series.name,
      data: series.values,
      barMaxWidth: 22,
      itemStyle: { color: colours.others[place % colours.others.length], borderRadius: stands ? [3, 3, 0, 0] : [0, 3, 3, 0] },
      label: { show: !stands, position: "right", color: colours.muted, formatter: ({ value }) => told(figure.unit)(value) },
    })),
  };
}

function funnel(figure, colours, element) {
  const many = figure.series.length > 1;
  const option = bars(figure, colours, element);
  return {
    ...option,
    legend: many ? { top: 0, left: 0, textStyle: { color: colours.ink }, icon: "roundRect", itemWidth: 12 } : undefined,
    grid: { ...option.grid, top: many ? 56 : 12 },
    series: option.series.map((series) => ({ ...series, barMaxWidth: many ? 14 : 34 })),
  };
}

// What analytics/dashboard/figures.py calls where visits ended.
const LEFT = "(left)";

function flow(figure, colours, element) {
  // Two pages of one name stand at different steps, so places are named by number and labelled by page. A phone shows
  // as many steps as fit; the table has all.
  const isNarrow = element.clientWidth < 500;
  const shown = (place) => !isNarrow || figure.levels[place] <= 3;
  return {
    ...base(figure, colours),
    series: [{
      type: "sankey",
      animation: false,
      left: 4,
      right: isNarrow ? 70 : 120,
      top: 8,
      bottom: 8,
      nodeGap: 16,
      nodeWidth: 10,
      draggable: false,
      emphasis: { focus: "adjacency" },
      data: figure.labels.map((label, place) => ({
        name: String(place),
        depth: figure.levels[place] - 1,
        itemStyle: { color: label === LEFT ? colours.muted : colours.accent },
      })).filter(({ name }) => shown(name)),
      links: figure.links.filter(({ target }) => shown(target)).map(({ source, target, value }) => ({ source: String(source), target: String(target), value })),
      itemStyle: { borderWidth: 0 },
      lineStyle: { color: colours.muted, opacity: 0.25, curveness: 0.5 },
      label: { color: colours.ink, fontSize: 12, formatter: ({ name }) => named(figure.labels[name], isNarrow ? 14 : 22) },
      tooltip: { formatter: ({ name, data, value }) => (data.source === undefined
        ? `${figure.labels[name]}: ${told(figure.unit)(value)}`
        : `${figure.labels[data.source]} → ${figure.labels[data.target]}: ${told(figure.unit)(data.value)}`) },
    }],
  };
}

// Each row on an axis of its own, for each has a unit of its own: the estimate as a point in its interval, beside zero.
const ROW = 84;
function interval(figure, colours) {
  const each = (make) => figure.spans.map((span, place) => make(span, place));
  return {
    ...base(figure, colours),
    animation: false,
    aria: { enabled: true, label: { description: `${figure.title}. ${each(({ text }, place) => `${figure.labels[place]}: ${text}`).join("; ")}` } },
    tooltip: undefined,
    title: undefined,
    grid: each((span, place) => ({ left: 12, right: 24, top: place * ROW + 34, height: 20 })),
    xAxis: each((span, place) => ({
      gridIndex: place,
      type: "value",
      splitNumber: 4,
      axisLabel: { color: colours.muted, formatter: (value) => whole.format(value * 100) },
      splitLine: { show: false },
      axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
    })),
    yAxis: each(({ text }, place) => ({
      gridIndex: place,
      type: "value",
      min: -1,
      max: 1,
      ...Object.fromEntries(["axisLine", "axisTick", "axisLabel", "splitLine"].map((part) => [part, { show: false }])),
      name: `${figure.labels[place]}: ${text}`,
      nameGap: 10,
      nameTextStyle: { align: "left", color: colours.ink, fontSize: 13 },
    })),
    series: each((span, place) => [
      {
        type: "line",
        xAxisIndex: place,
        yAxisIndex: place,
        silent: true,
        data: [[span.low, 0], [span.high, 0]],
        symbol: "rect",
        symbolSize: [2, 14],
        lineStyle: { color: colours.accent, width: 3 },
        itemStyle: { color: colours.accent },
        markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: colours.ink, type: "dashed", width: 1.5 }, data: [{ xAxis: 0 }] },
      },
      {
        type: "line",
        xAxisIndex: place,
        yAxisIndex: place,
        silent: true,
        data: [[span.value, 0]],
        symbol: "circle",
        symbolSize: 12,
        showSymbol: true,
        itemStyle: { color: colours.accent, borderColor: colours.ground, borderWidth: 2 },
      },
    ]).flat(),
  };
}

const options = { line, bars, funnel, flow, interval };

function height(figure) {
  if (figure.is_upright) return 240;
  if (figure.kind === "bars" || figure.kind === "funnel") {
    return Math.max(120, 24 + figure.labels.length * (16 * figure.series.length + 14) + (figure.series.length > 1 ? 56 : 0));
  }
  if (figure.kind === "interval") return figure.spans.length * ROW;
  return figure.kind === "flow" ? 420 : 260;
}

// Draws `figure` into `element`; returns what shows another figure there, draws it again in the colours of now, and ends it.
export function draw(element, figure) {
  element.replaceChildren();
  const chart = init(element, null, { renderer: "canvas", height: height(figure) });
  const paint = () => chart.setOption(options[figure.kind](figure, palette(element), element), true);
  const show = (another) => {
    figure = another;
    chart.resize({ height: height(figure) });
    paint();
  };
  const watcher = new ResizeObserver(() => {
    chart.resize();
    paint();
  });
  paint();
  watcher.observe(element);
  return {
    element,
    show,
    paint,
    end() {
      watcher.disconnect();
      chart.dispose();
    },
  };
}
