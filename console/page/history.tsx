/** What was before. */
import type { EnvironmentSnapshot, PastDeployment } from "../snapshot.ts";
import { pathTo } from "./address.ts";
import { Icon, type Shape } from "./icon.tsx";
import { PanelPart } from "./panel-part.tsx";
import { At, Lasted } from "./times.tsx";
import { startingCommand } from "./words.ts";

const outcomeMark: Readonly<Record<string, readonly [Shape, string, string]>> = {
  Succeeded: ["done", "well", "succeeded"],
  RolledBack: ["undone", "waits", "rolled back"],
  Accepted: ["note", "", "accepted as it was"],
  RollbackFailed: ["trouble", "trouble", "rollback failed"],
};

/** How a deployment ended: a shape and a word. */
export const OutcomeMark = ({ outcome }: { readonly outcome: string }) => {
  const [shape, tone, word] = outcomeMark[outcome] ?? (["failed", "trouble", outcome] as const);
  return (
    <span class={`outcome ${tone}`}>
      <Icon shape={shape} /> {word}
    </span>
  );
};

const Row = ({ past, environment }: { readonly past: PastDeployment; readonly environment: string }) => (
  <tr>
    <td>
      <At at={past.startedAt} />
    </td>
    <td>
      <a href={pathTo(environment, past.id)}>
        {past.action}
        {past.version === null ? "" : ` ${past.version}`}
      </a>
    </td>
    <td>
      <OutcomeMark outcome={past.outcome} />
    </td>
    <td class="why">{past.reason}</td>
    <td>{past.by}</td>
    <td>
      <Lasted since={past.startedAt} until={past.endedAt} />
    </td>
  </tr>
);

/** The deployments of the past, newest first. */
export const HistoryPart = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => (
  <PanelPart title="History" panel={snapshot.history} class="history">
    {(history) =>
      history.length === 0 ? (
        <p class="empty">
          Nothing was deployed yet: <code>{startingCommand(snapshot.environment)}</code>
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="scrolls" tabIndex={0} aria-label="Deployments that ended">
          <table>
            <thead>
              <tr>
                <th>began</th>
                <th>what</th>
                <th>how it ended</th>
                <th>why</th>
                <th>by</th>
                <th>took</th>
              </tr>
            </thead>
            <tbody>
              {history.map((past) => (
                <Row key={past.id} past={past} environment={snapshot.environment.name} />
              ))}
            </tbody>
          </table>
        </section>
      )
    }
  </PanelPart>
);
