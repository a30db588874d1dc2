/** The set-up: presets, expander, filling, skin, growth, mesh. */
import { useId } from "preact/hooks";
import { change, draft, dropped, gpu, setup } from "../state.js";
import { Machine } from "../ui/machine.js";
import { NumberInput } from "../ui/number.js";
import { presets } from "./presets.js";
import { ProtocolEditor } from "./protocol.js";
import { applies, type ChoiceField, defaults, expander, growth, mesh, type Section, skin } from "./setup.js";
import { hashOf } from "./url.js";

export function SetupPanel() {
  return (
    <aside class="setup" aria-label="Set-up">
      {dropped.value ? <CaseFile main={dropped.value.main} /> : <Controls />}
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

function Controls() {
  return (
    <>
      <Presets />
      <Part section={expander} />
      <section>
        <Heading title="Filling" help="filling" />
        <ProtocolEditor protocol={setup.value.protocol} onChange={(protocol) => change({ protocol })} />
      </section>
      {[skin, growth, mesh].map((section) => <Part key={section.title} section={section} />)}
    </>
  );
}

function Heading({ title, help }: { readonly title: string; readonly help: string }) {
  return <h2>{title}<a href={`./guide.html#${help}`} target="_blank" aria-label={`${title} in the guide`} title="Read about it in the guide">?</a></h2>;
}

/** Starting points; the one that is in force shows where its numbers come from. */
function Presets() {
  const chosen = presets.find((preset) => hashOf({ ...defaults, ...preset.setup }) === hashOf(setup.value));
  return (
    <section class="presets">
      <label class="choice"><span>Start from</span>
        <select value={chosen?.key ?? ""} onChange={(event) => {
          const preset = presets.find(({ key }) => key === event.currentTarget.value);
          if (preset) change({ ...defaults, ...preset.setup });
        }}>
          {!chosen && <option value="">your own set-up</option>}
          {presets.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
        </select>
      </label>
      {chosen && <p class="says">{chosen.source} {chosen.doi && <a href={`https://doi.org/${chosen.doi}`} target="_blank" rel="noreferrer">doi:{chosen.doi}</a>}</p>}
    </section>
  );
}

function Part({ section: { title, help, choices, numbers } }: { readonly section: Section }) {
  return (
    <section>
      <Heading title={title} help={help} />
      {choices.filter((field) => applies(field, setup.value)).map((field) => <Choice key={field.key} field={field} />)}
      {numbers.filter((field) => applies(field, setup.value)).map((field) => (
        <NumberInput {...field} key={field.key} value={setup.value[field.key]} onChange={(value) => change({ [field.key]: value })} />
      ))}
    </section>
  );
}

function Choice({ field: { key, label, values, says } }: { readonly field: ChoiceField }) {
  const id = useId();
  return (
    <div class="choosing">
      <label class="choice"><span>{label}</span>
        <select value={setup.value[key]} aria-describedby={id} onChange={(event) => change({ [key]: event.currentTarget.value })}>
          {Object.entries(values).map(([value, text]) => <option key={value} value={value} disabled={value === "webgpu" && gpu.value?.there === false}>{text}</option>)}
        </select>
      </label>
      <p id={id} class="says">{says}</p>
    </div>
  );
}

/** What the run will take. */
function Cost() {
  const estimate = draft.value?.preview.estimate;
  if (!estimate) return <p class="cost">…</p>;
  return (
    <p class="cost">
      {estimate.dofs.toLocaleString("en")} unknowns, {estimate.points.toLocaleString("en")} Gauss points{estimate.rvePoints > 0 && ", each with an RVE"}.
      About <b>{duration(estimate.seconds)}</b> and <b>{Math.max(1, Math.round(estimate.memory / 1e6))} MB</b>.
    </p>
  );
}

function duration(seconds: number): string {
  if (seconds < 1) return "1 s";
  return seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
