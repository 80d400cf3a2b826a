/** Of a playground: what its clients got, by version, and what is broken now; here one breaks things and mends them. */
import { type Signal, useSignal } from "@preact/signals";
import type { EnvironmentSnapshot, PlaygroundPanel } from "../snapshot.ts";
import { askBreak, askMend } from "./asking.ts";
import { breakingsOf, targetsWith } from "./breakable.ts";
import { Icon } from "./icon.tsx";
import { PanelPart } from "./panel-part.tsx";
import { connection } from "./seen.ts";

const Ledger = ({ ledger }: Pick<PlaygroundPanel, "ledger">) =>
  ledger.length === 0 ? (
    <p class="empty">No client asked for anything yet.</p>
  ) : (
    <table>
      <thead>
        <tr>
          <th>version</th>
          <th class="number">requests</th>
          <th class="number">failed</th>
        </tr>
      </thead>
      <tbody>
        {ledger.map(({ version, total, failed }) => (
          <tr key={version}>
            <td>{version}</td>
            <td class="number">{total.toLocaleString("en")}</td>
            <td class={`number ${failed > 0 ? "trouble" : ""}`}>{failed.toLocaleString("en")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

interface Says {
  value: string | null;
}

const WhatToBreak = ({ target, targets }: { readonly target: Signal<string>; readonly targets: readonly string[] }) => (
  <>
    <label class="field">
      Break
      <input
        required
        list="targets"
        autocomplete="off"
        spellcheck={false}
        placeholder="autoscaling:*, instance:i-…, zone:*"
        value={target.value}
        onInput={({ currentTarget }) => {
          target.value = currentTarget.value;
        }}
      />
    </label>
    <datalist id="targets">
      {targets.map((each) => (
        <option key={each} value={each} />
      ))}
    </datalist>
  </>
);

/** What to break, how, and how often; what a way to break takes beside is asked for where it does. */
const Break = ({ targets, says }: { readonly targets: readonly string[]; readonly says: Says }) => {
  const target = useSignal("");
  const fault = useSignal("");
  const ways = breakingsOf(target.value);
  const way = ways.find((each) => each.fault === fault.value) ?? ways[0];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const numbers = ["milliseconds", "bytes", "times"].flatMap((name) => {
      const given = Number(form.get(name) ?? "");
      return given > 0 ? [[name, given]] : [];
    });
    // How often counts from the first match on.
    const often = form.get("times") ? { nth: 1 } : {};
    const answer = await askBreak({
      target: target.value,
      fault: way?.fault,
      ...often,
      ...Object.fromEntries(numbers),
    });
    says.value = answer.ok ? null : answer.says;
    if (answer.ok) target.value = "";
  };
  return (
    <form class="break" onSubmit={submit}>
      <WhatToBreak target={target} targets={targets} />
      <label class="field">
        How
        <select
          value={way?.fault}
          onChange={({ currentTarget }) => {
            fault.value = currentTarget.value;
          }}
        >
          {ways.map((each) => (
            <option key={each.fault} value={each.fault}>
              {each.fault}: {each.says}
            </option>
          ))}
        </select>
      </label>
      {way?.takes !== undefined && (
        <label class="field short">
          {way.takes}
          <input name={way.takes} type="number" min={1} required />
        </label>
      )}
      <label class="field short">
        How often
        <input name="times" type="number" min={1} placeholder="always" />
      </label>
      <button type="submit" class="act">
        Break it
      </button>
    </form>
  );
};

const Faults = ({ faults, says, mayMend }: Pick<PlaygroundPanel, "faults"> & { says: Says; mayMend: boolean }) =>
  faults.length === 0 ? (
    <p class="empty">Nothing is broken.</p>
  ) : (
    <ul class="rows">
      {faults.map(({ id, says: broken }) => (
        <li key={id} class="waits">
          <Icon shape="trouble" /> <span>{broken}</span>
          {mayMend && (
            <button
              type="button"
              class="quiet"
              aria-label={`Mend ${broken}`}
              onClick={async () => {
                const answer = await askMend(id);
                says.value = answer.ok ? null : answer.says;
              }}
            >
              Mend
            </button>
          )}
        </li>
      ))}
    </ul>
  );

/** Nothing on AWS. */
export const PlaygroundPart = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => {
  const says = useSignal<string | null>(null);
  if (snapshot.broken === null) return null;
  const mayBreak = !snapshot.readOnly && connection.value.state !== "saved";
  const instances = (snapshot.sides.value ?? []).flatMap(({ targetGroups }) =>
    targetGroups.flatMap(({ targets }) => targets.map(({ id }) => id)),
  );
  const targets = targetsWith(instances);
  return (
    <PanelPart title="Playground" panel={snapshot.broken} class="playground">
      {({ ledger, faults }) => (
        <>
          <Ledger ledger={ledger} />
          <Faults faults={faults} says={says} mayMend={mayBreak} />
          {mayBreak && <Break targets={targets} says={says} />}
          {says.value !== null && (
            <p class="refusal trouble" role="alert">
              {says.value}
            </p>
          )}
        </>
      )}
    </PanelPart>
  );
};
