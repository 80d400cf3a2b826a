/** Where a deployment stands: a line of phases, the rollback a branch of it. */
import type { Phase, Rail, Stop, StopState } from "../rail.ts";
import type { EnvironmentSnapshot, Panel, ShownDeployment } from "../snapshot.ts";
import { Icon, type Shape } from "./icon.tsx";
import { PanelPart } from "./panel-part.tsx";
import { At, Countdown, Elapsed, Lasted } from "./times.tsx";
import { countInWords, startingCommand } from "./words.ts";

const stopMark: Readonly<Record<StopState, readonly [Shape, string]>> = {
  done: ["done", "well"],
  here: ["here", "busy"],
  failed: ["failed", "trouble"],
  ahead: ["ahead", "muted"],
  "not reached": ["not reached", "muted"],
  skipped: ["skipped", "muted"],
};

const Times = ({ since, endedAt }: { readonly since: string | null; readonly endedAt: string | null }) =>
  since === null ? null : (
    <span class="took" title={`since ${since}${endedAt === null ? "" : ` until ${endedAt}`}`}>
      <Lasted since={since} until={endedAt} />
    </span>
  );

/** How often it looked, and how often it was tried again. */
const counts = ({ looks, retries }: Stop): string =>
  [looks > 1 ? countInWords(looks, "look") : "", retries > 0 ? `tried ${countInWords(retries, "time")} more` : ""]
    .filter((each) => each !== "")
    .join(", ");

const StopLine = ({ stop }: { readonly stop: Stop }) => {
  const [shape, tone] = stopMark[stop.stands];
  const many = counts(stop);
  return (
    <li class={`stop ${stop.stands.replace(" ", "-")}`} aria-current={stop.stands === "here" ? "step" : undefined}>
      <span class={`what ${tone}`} title={stop.state}>
        <Icon shape={shape} />
        <span class="says">{stop.says}</span>
        <span class="aloud">{stop.stands}</span>
        {many !== "" && <span class="looks muted">{many}</span>}
      </span>
      <Times since={stop.since} endedAt={stop.endedAt} />
      {(stop.stands === "here" || stop.stands === "failed") && stop.reason !== null && (
        <p class={`why ${tone}`}>{stop.reason}</p>
      )}
      {stop.stands === "here" && stop.until !== null && (
        <p class="until">
          {stop.since !== null && <Elapsed since={stop.since} until={stop.until} />}
          <span>
            <Countdown until={stop.until} /> left, until <At at={stop.until} />
          </span>
          {stop.nextLook !== null && (
            <span class="muted">
              next look in <Countdown until={stop.nextLook} />
            </span>
          )}
        </p>
      )}
      {stop.stands === "here" && stop.until === null && stop.nextLook !== null && (
        <p class="until muted">
          next look in <Countdown until={stop.nextLook} />
        </p>
      )}
    </li>
  );
};

const PhaseLine = ({ phase }: { readonly phase: Phase }) => {
  const [shape, tone] = stopMark[phase.stands];
  const open = phase.stands === "here" || phase.stands === "failed";
  return (
    <li class={`phase ${phase.stands.replace(" ", "-")}`}>
      <details open={open}>
        <summary>
          <span class={`what ${tone}`}>
            <Icon shape={shape} />
            <b>{phase.name}</b>
            <span class={phase.stands === "not reached" || phase.stands === "skipped" ? "muted" : "aloud"}>
              {phase.stands}
            </span>
          </span>
          <Times since={phase.since} endedAt={phase.endedAt} />
        </summary>
        <ol class="stops">
          {phase.stops.map((stop) => (
            <StopLine key={stop.state} stop={stop} />
          ))}
        </ol>
      </details>
    </li>
  );
};

/** The line itself. */
export const RailLines = ({ rail }: { readonly rail: Rail }) => (
  <>
    <ol class="rail">
      {rail.phases.map((phase) => (
        <PhaseLine key={phase.name} phase={phase} />
      ))}
    </ol>
    {rail.rollback.length > 0 && (
      <div class="branch">
        <h3>
          <Icon shape="undone" tone="waits" /> rollback
        </h3>
        <ol class="stops">
          {rail.rollback.map((stop) => (
            <StopLine key={stop.state} stop={stop} />
          ))}
        </ol>
      </div>
    )}
  </>
);

interface RailPartProps {
  readonly rail: Panel<Rail>;
  readonly deployment: ShownDeployment | null;
  readonly environment: EnvironmentSnapshot["environment"];
}

/** Where it is; or that nothing runs, and what starts something. */
export const RailPart = ({ rail, deployment, environment }: RailPartProps) => {
  const nothing = (
    <p class="empty">
      Nothing runs. <code>{startingCommand(environment)}</code> starts something.
    </p>
  );
  return (
    <PanelPart
      title="Where it is"
      panel={rail}
      class="where"
      aside={deployment !== null && <span class="muted">{deployment.phase}</span>}
      empty={nothing}
    >
      {(value) => (value.phases.length + value.rollback.length === 0 ? nothing : <RailLines rail={value} />)}
    </PanelPart>
  );
};
