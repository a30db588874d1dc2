/** The set-up: geometry, filling, material, mesh. */
import { change, draft, dropped, setup } from "../state.js";
import { Machine } from "../ui/machine.js";
import { NumberInput } from "../ui/number.js";
import { ProtocolEditor } from "./protocol.js";
import { numberFields, type NumberKey } from "./setup.js";

export function SetupPanel() {
  return (
    <aside class="setup" aria-label="Set-up">
      {dropped.value ? <CaseFile main={dropped.value.main} /> : <Sections />}
      <Cost />
      <Machine />
    </aside>
  );
}

/** A case that was dropped in takes the place of the controls. */
function CaseFile({ main }: { readonly main: string }) {
  return (
    <div class="casefile">
      <p>The case is <b>{main}</b>{draft.value && <>: {draft.value.preview.title}</>}</p>
      <button onClick={() => change({})}>Back to the set-up</button>
    </div>
  );
}

function Sections() {
  return (
    <>
      <section>
        <h2>Skin</h2>
        <Numbers keys={["sheet", "thickness", "mu", "lambda"]} />
      </section>
      <section>
        <h2>Filling</h2>
        <ProtocolEditor protocol={setup.value.protocol} onChange={(protocol) => change({ protocol })} />
      </section>
      <section>
        <h2>Mesh and time</h2>
        <Numbers keys={["cells", "steps"]} />
      </section>
    </>
  );
}

function Numbers({ keys }: { readonly keys: readonly NumberKey[] }) {
  return <>{numberFields.filter(({ key }) => keys.includes(key)).map((field) => (
    <NumberInput {...field} key={field.key} value={setup.value[field.key]} onChange={(value) => change({ [field.key]: value })} />
  ))}</>;
}

/** What the run will take. */
function Cost() {
  const estimate = draft.value?.preview.estimate;
  if (!estimate) return <p class="cost">…</p>;
  return (
    <p class="cost">
      {estimate.dofs.toLocaleString("en")} unknowns, {estimate.points.toLocaleString("en")} Gauss points. About <b>{duration(estimate.seconds)}</b> and <b>{Math.max(1, Math.round(estimate.memory / 1e6))} MB</b>.
    </p>
  );
}

function duration(seconds: number): string {
  if (seconds < 1) return "1 s";
  return seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
