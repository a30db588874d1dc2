/** The filling protocol as a curve: points can be dragged, or moved with the arrow keys; a click on the line adds one, Delete takes it away. */
import { useRef } from "preact/hooks";
import type { Protocol } from "./setup.js";

const box = { width: 300, height: 150, left: 34, right: 12, top: 12, bottom: 26 } as const;
/** Steps of the keyboard, and what dragging snaps to. */
const snap = { day: 0.25, ml: 1 } as const;

interface Frame {
  readonly days: number;
  readonly most: number;
  x(day: number): number;
  y(ml: number): number;
  /** Day and volume at a place of the drawing. */
  at(x: number, y: number): [number, number];
}

function frameOf(protocol: Protocol): Frame {
  const days = Math.max(1, protocol.at(-1)?.[0] ?? 1);
  const most = niceCeiling(Math.max(1, ...protocol.map(([, ml]) => ml)) * 1.15);
  const [width, height] = [box.width - box.left - box.right, box.height - box.top - box.bottom];
  return {
    days, most,
    x: (day) => box.left + (day / days) * width,
    y: (ml) => box.top + (1 - ml / most) * height,
    at: (x, y) => [((x - box.left) / width) * days, (1 - (y - box.top) / height) * most],
  };
}

function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 3, 4, 5, 6, 8, 10].find((m) => m * power >= value) ?? 10);
}

/** The protocol with one point moved; it stays between its neighbours, the first at day 0, the last at its day. */
export function moved(protocol: Protocol, index: number, [day, ml]: readonly [number, number]): Protocol {
  const low = index === 0 ? 0 : protocol[index - 1][0] + snap.day;
  const high = index === 0 ? 0 : protocol[index + 1] ? protocol[index + 1][0] - snap.day : protocol[index][0];
  const inside = Math.min(high, Math.max(low, Math.round(day / snap.day) * snap.day));
  return protocol.map((row, i) => (i === index ? [index === protocol.length - 1 ? row[0] : inside, Math.max(0, Math.round(ml / snap.ml) * snap.ml)] : row));
}

/** The protocol with a point more, where the line is at that day; unchanged where there is no room. */
export function inserted(protocol: Protocol, day: number): Protocol {
  const at = Math.round(day / snap.day) * snap.day;
  const after = protocol.findIndex(([d]) => d > at);
  if (after < 1 || protocol.some(([d]) => Math.abs(d - at) < snap.day)) return protocol;
  const [[d0, v0], [d1, v1]] = [protocol[after - 1], protocol[after]];
  const volume = Math.round(v0 + ((v1 - v0) * (at - d0)) / (d1 - d0));
  return [...protocol.slice(0, after), [at, volume], ...protocol.slice(after)];
}

/** The protocol without a point; first and last stay. */
export function removed(protocol: Protocol, index: number): Protocol {
  return index === 0 || index === protocol.length - 1 ? protocol : protocol.filter((_, i) => i !== index);
}

export interface ProtocolEditorProps {
  readonly protocol: Protocol;
  onChange(protocol: Protocol): void;
}

export function ProtocolEditor({ protocol, onChange }: ProtocolEditorProps) {
  const svg = useRef<SVGSVGElement>(null);
  const frame = frameOf(protocol);
  /** The frame at the start of a drag, so that the scale does not run away under the finger. */
  const drag = useRef<{ readonly index: number; readonly frame: Frame } | undefined>(undefined);
  const place = (event: PointerEvent, { at }: Frame): [number, number] => {
    const bounds = svg.current!.getBoundingClientRect();
    return at(((event.clientX - bounds.left) / bounds.width) * box.width, ((event.clientY - bounds.top) / bounds.height) * box.height);
  };
  const shown = drag.current?.frame ?? frame;
  const points = protocol.map(([day, ml]) => `${shown.x(day)},${shown.y(ml)}`).join(" ");
  return (
    <figure class="protocol">
      <svg ref={svg} viewBox={`0 0 ${box.width} ${box.height}`} role="group" aria-label="Volume of the expander over time"
        onPointerMove={(event) => { if (drag.current) onChange(moved(protocol, drag.current.index, place(event, drag.current.frame))); }}
        onPointerUp={() => { drag.current = undefined; }}>
        <Axes frame={shown} />
        <polyline class="area" points={`${shown.x(0)},${shown.y(0)} ${points} ${shown.x(shown.days)},${shown.y(0)}`} />
        <polyline class="line" points={points} />
        <polyline class="grab" points={points} onPointerDown={(event) => onChange(inserted(protocol, place(event, shown)[0]))} />
        {protocol.map(([day, ml], index) => (
          <circle key={index} class="handle" cx={shown.x(day)} cy={shown.y(ml)} r="6" tabindex={0} role="slider"
            aria-label={`Point ${index + 1}, day ${day}`} aria-valuemin={0} aria-valuemax={shown.most} aria-valuenow={ml} aria-valuetext={`${ml} ml at day ${day}`}
            onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); drag.current = { index, frame: shown }; }}
            onKeyDown={(event) => { const changed = byKey(protocol, index, event.key); if (changed) { event.preventDefault(); onChange(changed); } }} />
        ))}
      </svg>
      <figcaption class="says">Drag a point, or move it with the arrow keys. A click on the line adds one, Delete takes it away.</figcaption>
    </figure>
  );
}

function byKey(protocol: Protocol, index: number, key: string): Protocol | undefined {
  const [day, ml] = protocol[index];
  const moves: Readonly<Record<string, () => Protocol>> = {
    ArrowUp: () => moved(protocol, index, [day, ml + 5 * snap.ml]),
    ArrowDown: () => moved(protocol, index, [day, ml - 5 * snap.ml]),
    ArrowLeft: () => moved(protocol, index, [day - snap.day, ml]),
    ArrowRight: () => moved(protocol, index, [day + snap.day, ml]),
    Delete: () => removed(protocol, index),
    Backspace: () => removed(protocol, index),
  };
  return Object.hasOwn(moves, key) ? moves[key]() : undefined;
}

function Axes({ frame }: { readonly frame: Frame }) {
  const days = [0, 0.5, 1].map((share) => share * frame.days);
  const volumes = [0, 0.5, 1].map((share) => share * frame.most);
  return (
    <g class="axes" aria-hidden="true">
      {volumes.map((ml) => <g key={ml}><line x1={box.left} x2={box.width - box.right} y1={frame.y(ml)} y2={frame.y(ml)} /><text x={box.left - 6} y={frame.y(ml) + 3.5} text-anchor="end">{ml}</text></g>)}
      {days.map((day) => <text key={day} x={frame.x(day)} y={box.height - 10} text-anchor="middle">{day}</text>)}
      <text x={box.left + 2} y={9} text-anchor="start">ml</text>
      <text x={box.width - box.right} y={box.height - 1} text-anchor="end">days</text>
    </g>
  );
}
