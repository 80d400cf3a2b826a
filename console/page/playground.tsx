/** Of a playground: what its clients got, by version, and what is broken now; here one breaks things and mends them. */
import { useSignal } from "@preact/signals";
import type { EnvironmentSnapshot, PlaygroundPanel } from "../snapshot.ts";
import { askBreak, askMend } from "./asking.ts";
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

/** What is often tried; anything else the playground itself refuses by name. */
const tried = [
  ["throttle", "AWS throttles these calls"],
  ["error", "AWS fails these calls"],
  ["lost-response", "the call is done, its answer lost"],
  ["crash", "whoever calls, or the instance, ends"],
  ["status-500", "the instance answers 500"],
  ["hang", "it accepts and says nothing"],
  ["refuse", "it refuses connections"],
  ["blackhole", "packets vanish"],
  ["reset", "connections are reset"],
  ["no-capacity", "the zone has no more instances"],
] as const;

const Break = ({ targets, says }: { targets: readonly string[]; says: { value: string | null } }) => (
  <form
    class="break"
    onSubmit={async (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      const { target, fault } = Object.fromEntries(new FormData(form));
      const answer = await askBreak({ target, fault });
      says.value = answer.ok ? null : answer.says;
      if (answer.ok) form.reset();
    }}
  >
    <label class="field">
      Break
      <input
        name="target"
        required
        list="targets"
        autocomplete="off"
        spellcheck={false}
        placeholder="autoscaling:*, i-…, link:i-…"
      />
    </label>
    <datalist id="targets">
      {targets.map((target) => (
        <option key={target} value={target} />
      ))}
    </datalist>
    <label class="field">
      How
      <select name="fault">
        {tried.map(([fault, words]) => (
          <option key={fault} value={fault}>
            {fault}: {words}
          </option>
        ))}
      </select>
    </label>
    <button type="submit" class="act">
      Break it
    </button>
  </form>
);

const Faults = ({
  faults,
  says,
  mayMend,
}: Pick<PlaygroundPanel, "faults"> & { says: { value: string | null }; mayMend: boolean }) =>
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
  const targets = ["elasticloadbalancing:*", "autoscaling:*", "states:DescribeExecution", ...new Set(instances)];
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
