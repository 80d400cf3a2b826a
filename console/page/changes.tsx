/** What a deployment changed, newest last, and whether that can still be undone. */
import { signal, useSignal } from "@preact/signals";
import type { Panel, ShownChange, ShownDeployment } from "../snapshot.ts";
import { CommandLine } from "./copy.tsx";
import { Icon, type Shape } from "./icon.tsx";
import { PanelPart } from "./panel-part.tsx";
import { At } from "./times.tsx";
import { countInWords } from "./words.ts";

const statusMark: Readonly<Record<ShownChange["status"], readonly [Shape, string]>> = {
  planned: ["ahead", ""],
  applying: ["here", "busy"],
  applied: ["done", "well"],
  undone: ["undone", "waits"],
  conflict: ["failed", "trouble"],
};

const signInWords = { "+": "created", "~": "changed", "-": "deleted" } as const;

/** `+`, `~` or `-`, said as a word too. */
export const SignMark = ({ sign }: { readonly sign: ShownChange["sign"] }) => (
  <span class={`sign ${signInWords[sign]}`} role="img" aria-label={signInWords[sign]}>
    {sign}
  </span>
);

/** Each touched attribute, before and after. */
export const Attributes = ({ attributes }: { readonly attributes: ShownChange["attributes"] }) => (
  <dl class="attributes">
    {attributes.map(({ name, before, after }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          <del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins>
        </dd>
      </div>
    ))}
  </dl>
);

/** What it comes to in one line: the first attributes. */
const gist = ({ attributes }: ShownChange): string => {
  const parts = attributes.slice(0, 3).map(({ name, before, after }) => `${name} ${before} → ${after}`);
  return `${parts.join(", ")}${attributes.length > 3 ? ` and ${attributes.length - 3} more` : ""}`;
};

/** What is printed shows all of each entry, open or not (page.css). */
const onPaper = signal(false);
addEventListener("beforeprint", () => {
  onPaper.value = true;
});
addEventListener("afterprint", () => {
  onPaper.value = false;
});

/** What stands in an entry below its line. */
const Inside = ({ change: { attributes, note, command } }: { readonly change: ShownChange }) => (
  <>
    <Attributes attributes={attributes} />
    {note !== null && <p class="note">{note}</p>}
    {command !== null && (
      <p>
        Puts it back: <CommandLine command={command} />
      </p>
    )}
  </>
);

/**
 * A journal can have hundreds of them, of which few are opened: the inside is drawn once it is. Its marks are called for what they draw, since a
 * component takes as long as all of its elements.
 */
const Entry = ({ change }: { readonly change: ShownChange }) => {
  const [shape, tone] = statusMark[change.status];
  const isConflict = change.status === "conflict";
  const wasOpened = useSignal(isConflict);
  return (
    <li>
      <details
        open={isConflict}
        onToggle={() => {
          wasOpened.value = true;
        }}
      >
        <summary>
          <span class={`status ${tone}`}>
            {Icon({ shape })} {change.status}
          </span>
          {SignMark(change)}
          <span class="what">
            <span class="kind">{change.kind}</span> <b>{change.resource}</b>
          </span>
          <span class="gist">{gist(change)}</span>
          <span class="when muted">
            {change.step} {At(change)}
          </span>
        </summary>
        {(wasOpened.value || onPaper.value) && <Inside change={change} />}
      </details>
    </li>
  );
};

/** Whether it can be undone, in words. */
const undoInWords = (changes: readonly ShownChange[]): string => {
  const count = (status: ShownChange["status"]) => changes.filter((each) => each.status === status).length;
  const parts = (["applied", "applying", "planned", "undone", "conflict"] as const)
    .map((status) => [count(status), status] as const)
    .filter(([many]) => many > 0)
    .map(([many, status]) => `${many} ${status}`);
  const conflicts = count("conflict");
  const can = conflicts > 0 ? `${countInWords(conflicts, "conflict")}: a person has to look` : "all can be undone";
  return `${countInWords(changes.length, "change")}: ${parts.join(", ")}${count("undone") === changes.length ? "" : ` · ${can}`}`;
};

/** The journal of a deployment. */
export const ChangesPart = ({
  panel,
  environment,
}: {
  readonly panel: Panel<ShownDeployment | null>;
  readonly environment: string;
}) => (
  <PanelPart
    title="What it changed"
    panel={panel}
    class="changes"
    aside={
      panel.value !== null &&
      panel.value.changes.length > 0 && <span class="muted">{undoInWords(panel.value.changes)}</span>
    }
    empty={
      <p class="empty">
        No deployment runs. <code>sarcelle history {environment}</code> lists those that ended.
      </p>
    }
  >
    {(deployment) =>
      deployment.changes.length === 0 ? (
        <p class="empty">It has changed nothing yet.</p>
      ) : (
        <ol class="journal">
          {deployment.changes.map((change) => (
            <Entry key={change.n} change={change} />
          ))}
        </ol>
      )
    }
  </PanelPart>
);
