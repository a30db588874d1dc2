/** A number with its unit, its range and a sentence that explains it. */
import { useId, useState } from "preact/hooks";

export interface NumberInputProps {
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly says: string;
  readonly value: number;
  onChange(value: number): void;
}

/** A slider would be too coarse for materials: text that is taken when it is a number in the range, and refused in words when not. */
export function NumberInput({ label, unit, min, max, step, says, value, onChange }: NumberInputProps) {
  const id = useId();
  const [refused, setRefused] = useState<string>();
  const take = (text: string): void => {
    const number = Number(text);
    const good = text.trim() !== "" && number >= min && number <= max;
    setRefused(good ? undefined : `Give a number from ${min} to ${max}${unit && ` ${unit}`}.`);
    if (good) onChange(number);
  };
  return (
    <div class={refused ? "field refused" : "field"}>
      <label for={id} title={says}>{label}</label>
      <span class="entry">
        <input id={id} type="number" inputMode="decimal" min={min} max={max} step={step} value={value} aria-describedby={`${id}-says`} aria-invalid={refused !== undefined}
          onInput={(event) => take(event.currentTarget.value)} />
        <span class="unit">{unit}</span>
      </span>
      <p id={`${id}-says`} class="says">{refused ?? <>{says} <span class="range">From {min} to {max}.</span></>}</p>
    </div>
  );
}
