/** A line plot by uPlot that follows the theme and the width of its place. */
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colourOf, theme } from "../ui/theme.js";
import { inTurn } from "../ui/turns.js";
import { curveColours } from "../view/colours.js";
import { short } from "../view/quantities.js";

export interface Curve {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

export interface ChartProps {
  readonly title: string;
  readonly x: readonly number[];
  readonly xLabel: string;
  readonly curves: readonly Curve[];
  /** Distribution of the vertical axis: 1 linear, 3 logarithmic. */
  readonly distribution?: 1 | 3;
}

const height = 166;
const chartFont = "11px 'Inter Variable', sans-serif";

export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  /** A plot is made in its turn, of what is there by then. */
  const latest = useRef(props);
  latest.current = props;
  const { title, x, curves } = props;
  const shape = `${curves.map(({ label }) => label).join()}|${theme.value}|${props.xLabel}`;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    const takeBack = inTurn(() => {
      plot.current = new UPlot(optionsOf(latest.current, element), dataOf(latest.current), element);
      resize.observe(element);
    });
    return () => {
      takeBack();
      resize.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => inTurn(() => plot.current?.setData(dataOf(props))), [x, curves]);
  const last = curves.map(({ label, values }) => `${label} ${short(values.at(-1) ?? NaN)}`).join(", ");
  return (
    <figure class="chart">
      <figcaption>{title}<span class="legend">{curves.length > 1 && curves.map(({ label }, i) => <span key={label}><i style={{ background: curveColours[theme.value][i % 6] }} />{label}</span>)}</span></figcaption>
      <div ref={place} role="img" aria-label={`${title} over ${props.xLabel}. Latest: ${last}`} />
    </figure>
  );
}

function dataOf({ x, curves }: ChartProps): UPlot.AlignedData {
  return [[...x], ...curves.map(({ values }) => [...values])];
}

function optionsOf({ curves, xLabel, distribution = 1 }: ChartProps, element: HTMLElement): UPlot.Options {
  const [ink, line] = [colourOf("--soft"), colourOf("--line")];
  const axis: UPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, size: 4 }, font: chartFont };
  return {
    width: element.clientWidth, height, legend: { show: false }, cursor: { y: false, points: { size: 6 } }, padding: [8, 8, 0, 0],
    scales: { x: { time: false }, y: { distr: distribution } },
    axes: [{ ...axis, size: 26, label: xLabel, labelSize: 16, labelGap: 0, labelFont: chartFont }, { ...axis, size: 52, ...(distribution === 3 ? { grid: { show: false } } : {}), ...(distribution === 3 ? { values: decades } : { values: (_, ticks) => ticks.map(short) }) }],
    series: [{}, ...curves.map(({ dashed }, i): UPlot.Series => ({
      stroke: curveColours[theme.value][i % 6], width: 2, points: { show: false }, ...(dashed ? { dash: [5, 4] } : {}),
    }))],
  };
}

/** Of a logarithmic axis only every other decade is named. */
const decades: UPlot.Axis.Values = (_, ticks) => ticks.map((tick) => {
  const power = Math.log10(tick);
  return tick !== null && Number.isInteger(Math.round(power * 1e6) / 1e6) && Math.round(power) % 4 === 0 ? `1e${Math.round(power)}` : null;
});
