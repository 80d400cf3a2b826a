/** What stands around a deployment: alarms, findings, what is held, how fresh the inventory is, and who has to agree. */
import type { EnvironmentSnapshot, ShownFinding } from "../snapshot.ts";
import { Icon, type Shape } from "./icon.tsx";
import { PanelPart } from "./panel-part.tsx";
import { At, Countdown } from "./times.tsx";
import { countInWords } from "./words.ts";

const alarmShape: Readonly<Record<string, readonly [Shape, string]>> = {
  OK: ["done", "well"],
  ALARM: ["trouble", "trouble"],
};

/** The alarms that a bake watches. */
export const AlarmsPart = ({ panel }: { readonly panel: EnvironmentSnapshot["alarms"] }) => (
  <PanelPart title="Alarms" panel={panel}>
    {(alarms) =>
      alarms.length === 0 ? (
        <p class="empty">
          None are registered: <code>bake.alarms</code> of the registration names those that a bake watches.
        </p>
      ) : (
        <ul class="rows">
          {alarms.map(({ name, state, since }) => {
            const [shape, tone] = alarmShape[state] ?? ["note", "waits"];
            return (
              <li key={name} class={tone}>
                <Icon shape={shape} /> <b>{state}</b> <span class="name">{name}</span>
                {since !== null && (
                  <span class="muted">
                    since <At at={since} />
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )
    }
  </PanelPart>
);

const findingShape: Readonly<Record<ShownFinding["severity"], readonly [Shape, string]>> = {
  critical: ["failed", "trouble"],
  warning: ["trouble", "waits"],
  info: ["note", ""],
};

/** A finding's severity, rule and words. */
export const FindingLine = ({ finding }: { readonly finding: ShownFinding }) => {
  const [shape, tone] = findingShape[finding.severity];
  return (
    <span class={`finding ${tone}`}>
      <Icon shape={shape} /> <b>{finding.severity}</b> <code>{finding.rule}</code>{" "}
      <span class="says">{finding.says}</span>
    </span>
  );
};

/** What the inventory found. */
export const FindingsPart = ({
  panel,
  environment,
}: {
  readonly panel: EnvironmentSnapshot["findings"];
  readonly environment: string;
}) => (
  <PanelPart title="Findings" panel={panel}>
    {(findings) =>
      findings.length === 0 ? (
        <p class="empty">
          None are open. <code>sarcelle findings</code> lists those of all, not only of {environment}.
        </p>
      ) : (
        <ul class="rows">
          {findings.map((finding) => (
            <li key={`${finding.rule} ${finding.says}`}>
              <FindingLine finding={finding} />
              <span class="muted">
                since <At at={finding.since} />
              </span>
            </li>
          ))}
        </ul>
      )
    }
  </PanelPart>
);

/** What keeps a side from shrinking; nothing where nothing does. */
export const HoldPart = ({ panel }: { readonly panel: EnvironmentSnapshot["hold"] }) =>
  panel.value === null && panel.trouble === null ? null : (
    <PanelPart title="Hold" panel={panel}>
      {(hold) => (
        <p>
          {hold.says} {hold.until !== null && <Countdown until={hold.until} />}
        </p>
      )}
    </PanelPart>
  );

/** How fresh the inventory is. */
export const FreshnessPart = ({ panel }: { readonly panel: EnvironmentSnapshot["freshness"] }) => (
  <PanelPart title="Inventory" panel={panel}>
    {(says) => <p>{says}</p>}
  </PanelPart>
);

/** Who has agreed and until when; nothing where nobody is asked. */
export const ApprovalPart = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => {
  const { approval } = snapshot;
  if (approval.value === null && approval.trouble === null) return null;
  return (
    <PanelPart title="Approval" panel={approval} class="approval">
      {(asked) => (
        <>
          <p>
            {countInWords(asked.approvers, "person")} must agree; {asked.signatures.length} did. Expires{" "}
            <At at={asked.until} /> (
            <Countdown until={asked.until} />
            ); then it is rolled back.
            {asked.cost !== null && <span class="muted"> {asked.cost}</span>}
          </p>
          <ul class="rows">
            {asked.signatures.map(({ by, at, reason }) => (
              <li key={by} class="well">
                <Icon shape="done" /> {by} <At at={at} /> <q>{reason}</q>
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelPart>
  );
};
