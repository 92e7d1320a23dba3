// Charts from the JSON beside them. The library comes only to pages that have a chart; colours come from the style sheet.

let library = null;

function load() {
  if (window.echarts) return Promise.resolve(window.echarts);
  library = library || new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-echarts]").dataset.echarts;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

function dress(option) {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const text = { color: token("--ink-2"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const axis = (a, isValue) => ({
    ...a,
    nameTextStyle: text, axisLabel: { ...text, ...(a.axisLabel || {}) }, axisTick: { show: false },
    axisLine: { show: !isValue, lineStyle: { color: token("--line-2") } },
    splitLine: { show: isValue, lineStyle: { color: token("--line") } },
  });
  const dressed = {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    color: [1, 2, 3, 4, 5, 6].map((n) => token(`--chart-${n}`)),
    textStyle: text,
    aria: { enabled: true, decal: { show: (option.series || []).length > 1 } },
    tooltip: { trigger: option.xAxis ? "axis" : "item", renderMode: "richText", backgroundColor: token("--surface"), borderColor: token("--line-2"), textStyle: { ...text, color: token("--ink") } },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    ...option,
  };
  if ((option.series || []).length > 1 || (option.series || []).some((s) => s.type === "pie")) {
    dressed.legend = { top: 0, right: 0, icon: "roundRect", itemWidth: 14, itemHeight: 10, textStyle: text, ...(option.legend || {}) };
  }
  if (option.xAxis) {
    dressed.xAxis = axis(option.xAxis, option.xAxis.type === "value");
    dressed.yAxis = axis(option.yAxis, option.yAxis.type === "value");
  }
  for (const series of dressed.series || []) {
    if (series.type === "pie") series.label = { ...text, formatter: "{b} {d}%" };
  }
  return dressed;
}

// A printed chart shows its table as well.
window.addEventListener("beforeprint", () => document.querySelectorAll(".chart-table").forEach((t) => { t.open = true; }));

export async function drawCharts(root) {
  const places = [...root.querySelectorAll("[data-chart]")].filter((p) => !p.dataset.drawn);
  if (places.length === 0) return;
  let echarts;
  try { echarts = await load(); } catch { return; } // the table below says the same
  for (const place of places) {
    place.dataset.drawn = "1";
    const option = () => dress(JSON.parse(document.getElementById(place.dataset.chart).textContent));
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option());
    new ResizeObserver(() => chart.resize()).observe(place);
    document.addEventListener("theme:changed", () => chart.setOption(option(), true));
  }
}
