/** A part of the page, with an age of its own: what could not be read anew keeps what it had, says why, and greys. */
import type { ComponentChildren } from "preact";
import type { Panel } from "../snapshot.ts";
import { Icon } from "./icon.tsx";
import { At } from "./times.tsx";

interface Framed {
  readonly title: string;
  readonly class?: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

const idOf = (title: string): string => title.toLowerCase().replaceAll(/\W+/g, "-");

/** A part with its title. */
export const Framed = ({ title, class: kind = "", aside, children }: Framed) => (
  <section aria-labelledby={idOf(title)} class={`part ${kind}`}>
    <header>
      <h2 id={idOf(title)}>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
);

/** What a panel says of its own age, if that is worth a word. */
export const Age = ({ panel }: { readonly panel: Panel<unknown> }) =>
  panel.trouble === null && !panel.stale ? null : (
    <p class="trouble-note">
      <Icon shape="trouble" />
      <span>
        {panel.asOf === null ? (
          "not read yet"
        ) : (
          <>
            as of <At at={panel.asOf} />
          </>
        )}
        {panel.trouble === null ? ", and nothing newer came" : `: ${panel.trouble}`}
      </span>
    </p>
  );

interface PanelPart<Value> extends Omit<Framed, "children"> {
  readonly panel: Panel<Value>;
  /** What stands where there is nothing, though it was read. */
  readonly empty?: ComponentChildren;
  readonly children: (value: NonNullable<Value>) => ComponentChildren;
}

/** A part whose panel was read, or says that it was not. */
export function PanelPart<Value>({ panel, empty = null, children, ...framed }: PanelPart<Value>) {
  return (
    <Framed {...framed} class={`${framed.class ?? ""}${panel.stale ? " stale" : ""}`}>
      <Age panel={panel} />
      {panel.value != null ? children(panel.value) : panel.asOf === null ? <p class="empty">Not read yet.</p> : empty}
    </Framed>
  );
}
