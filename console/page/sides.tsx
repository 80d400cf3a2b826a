/** The two sides, each with what it gets, what it runs and how it is. */
import type { EnvironmentSnapshot, ShownSide, Target } from "../snapshot.ts";
import { Icon, type Shape } from "./icon.tsx";
import { Age, Framed } from "./panel-part.tsx";
import { ReleaseName } from "./release.tsx";
import { At } from "./times.tsx";
import { countInWords } from "./words.ts";

const titleOfSide = { blue: "Blue", green: "Green" } as const;

const shapeOfTarget: Readonly<Record<string, Shape>> = {
  healthy: "square",
  initial: "part",
  draining: "ahead",
  unused: "ahead",
  unhealthy: "failed",
};

/** A side with so many targets shows the healthy ones as a number alone. */
const mostSquares = 24;

const Share = ({ share }: { readonly share: number | null }) => {
  if (share === null)
    return (
      <span class="share waits">
        <Icon shape="trouble" /> its listeners do not agree
      </span>
    );
  if (share === 0)
    return (
      <span class="share idle">
        <Icon shape="empty" /> idle
      </span>
    );
  return (
    <span class="share takes">
      <Icon shape={share === 100 ? "full" : "part"} />{" "}
      {share === 100 ? "takes the traffic" : `takes ${share} % of the traffic`}
    </span>
  );
};

const Squares = ({ targets }: { readonly targets: readonly Target[] }) => (
  <span class="squares">
    {targets.slice(0, mostSquares).map((target) => (
      <span key={target.id} class={`square ${target.state}`} title={`${target.id}: ${target.state}`}>
        <Icon shape={shapeOfTarget[target.state] ?? "note"} />
      </span>
    ))}
    {targets.length > mostSquares && <span>+{targets.length - mostSquares}</span>}
  </span>
);

/** Those that do not answer as they should, each with AWS's reason. */
const NotWell = ({ targets }: { readonly targets: readonly Target[] }) => {
  const notWell = targets.filter(({ state }) => state !== "healthy");
  return notWell.length === 0 ? null : (
    <ul class="not-well">
      {notWell.slice(0, 6).map(({ id, state, reason }) => (
        <li key={id}>
          <code>{id}</code> <b>{state}</b> {reason}
        </li>
      ))}
      {notWell.length > 6 && <li>and {notWell.length - 6} more</li>}
    </ul>
  );
};

const SideCard = ({ side, listeners, stale }: { side: ShownSide; listeners: readonly string[]; stale: boolean }) => (
  <Framed
    title={titleOfSide[side.side]}
    class={`side ${side.side} ${side.share === 0 ? "is-idle" : "is-active"}${stale ? " stale" : ""}`}
    aside={
      <>
        <Share share={side.share} />
        {side.release === null ? (
          <span class="muted">no release</span>
        ) : (
          <span class="of">
            release <ReleaseName release={side.release} />
          </span>
        )}
      </>
    }
  >
    <ul class="groups">
      {side.targetGroups.map(({ name, healthy, targets }) => (
        <li key={name}>
          <span class="name">{name}</span>
          <span class={`count ${healthy === targets.length ? "" : "waits"}`}>
            {healthy}/{targets.length} healthy
          </span>
          <Squares targets={targets} />
          <NotWell targets={targets} />
        </li>
      ))}
    </ul>
    <p class="group">
      <span class="name">{side.group.name}</span>
      <span>
        {side.group.running} running · {side.group.desired} wanted · {side.group.min}–{side.group.max}
      </span>
      <span class="muted">launch template version {side.launchTemplateVersion}</span>
    </p>
    {side.suspended.length > 0 && <p class="waits">suspended: {side.suspended.join(", ")}</p>}
    {side.leftToEmpty.length > 0 && (
      <p class="waits">
        {countInWords(side.leftToEmpty.length, "instance")} left to empty: {side.leftToEmpty.join(", ")}
      </p>
    )}
    {listeners.length > 0 && (
      <ul class="listeners muted">
        {listeners.map((says) => (
          <li key={says}>{says}</li>
        ))}
      </ul>
    )}
  </Framed>
);

/** Of what is looked at seldom, since what changes is told: from when it is, once that is a minute ago here. */
const Unchanged = ({ snapshot: { asOf, playground, sides } }: { readonly snapshot: EnvironmentSnapshot }) => {
  const minute = 60_000 * (playground?.speed ?? 1);
  return sides.trouble !== null || sides.asOf === null || Date.parse(asOf) - Date.parse(sides.asOf) <= minute ? null : (
    <p class="unchanged muted">
      as of <At at={sides.asOf} />; nothing has told of a change since
    </p>
  );
};

/** Both sides, or the one that there is. What the listeners do stands below the first that has traffic. */
export const SidesPart = ({ snapshot }: { readonly snapshot: EnvironmentSnapshot }) => {
  const { sides, listeners, environment } = snapshot;
  if (sides.value === null || sides.value.length === 0)
    return (
      <Framed title={environment.sides === 1 ? "Blue" : "Sides"} class="side">
        <Age panel={sides} />
        <p class="empty">{sides.asOf === null ? "Not read yet." : "There are no sides to show."}</p>
      </Framed>
    );
  const first = sides.value.find(({ share }) => share !== 0)?.side;
  return (
    <div class={`sides of-${sides.value.length}`}>
      <Age panel={sides} />
      <Unchanged snapshot={snapshot} />
      {sides.value.map((side) => (
        <SideCard
          key={side.side}
          side={side}
          listeners={side.side === first ? (listeners.value ?? []) : []}
          stale={sides.stale}
        />
      ))}
    </div>
  );
};
