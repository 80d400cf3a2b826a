/** The page of one environment as a value, out of what was read: a pure function, so that what is recorded is shown the same everywhere. */
import type { ListenerPorts } from "../command/formats/told-change.ts";
import { type Status, statusOf } from "../command/questions/status.ts";
import type { Journal } from "../src/changes/journal.ts";
import { isoTime } from "../src/clock.ts";
import { type Approval, outcomeAt } from "../src/deployment/approval.ts";
import { standingHolds } from "../src/deployment/hold.ts";
import { serviceOf } from "../src/deployment/service.ts";
import { isOfTraffic, trafficOf } from "../src/deployment/traffic.ts";
import type { Freshness } from "../src/inventory/queries/freshness.ts";
import { listenerOfRule } from "../src/resources/described/ids.ts";
import { driverIn, railIn } from "./course.ts";
import { type EnvironmentFacts, journalShown, type Panels, type SeenSides } from "./environment-facts.ts";
import { offersOf } from "./offers.ts";
import { shownAs, unread } from "./panel.ts";
import type { Rail } from "./rail.ts";
import { pastDeployment, shownDeployment, shownRelease } from "./shown-deployment.ts";
import { shareOfTraffic, shownSide } from "./shown-side.ts";
import { movesShown, trafficMinutes } from "./shown-traffic.ts";
import type { EnvironmentSnapshot, OnEachPage, Panel, ShownDeployment, ShownSide } from "./snapshot.ts";
import { type KnownStanding, verdictLine } from "./verdict-line.ts";

type Ground = EnvironmentFacts["ground"];
type Registered = Ground["environment"];

/** What the page is told beside what was read of its environment. */
export interface AroundEnvironment {
  readonly page: OnEachPage;
  /** Of the deployment that is shown. */
  readonly links: ShownDeployment["links"];
}

const nothingYet: Rail = { phases: [], rollback: [], end: null };

/** The sides as the status has them. */
const seenBy = (sides: SeenSides | null): Parameters<typeof statusOf>[1] => {
  if (sides === null) return { unseen: "The sides are not read yet." };
  if ("unseen" in sides) return sides;
  if ("fleet" in sides) return { fleet: sides.fleet, release: sides.launches?.version ?? null };
  const { blue, green } = sides.launches;
  return { view: sides.view, releases: { blue: blue?.version ?? null, green: green?.version ?? null } };
};

/** Whether the journal has moved traffic since the course was read: what that says last is of before, and contradicts the sides. */
export const isBeforeTheMoves = (
  { value, asOf }: Panel<EnvironmentFacts["course"]>,
  journal: Journal | undefined,
): boolean => {
  if (journal === undefined || asOf === null) return false;
  const driver = driverIn(journal, value, null);
  if (typeof driver === "object" && "endedAt" in driver) return false;
  return journal.entries.some(({ change, at }) => isOfTraffic(change) && at > Date.parse(asOf));
};

const statusIn = ({ environment, lock }: Ground, facts: Panels<EnvironmentFacts>): Status => {
  const driver = lock.journal === undefined ? "runs" : driverIn(lock.journal, facts.course.value, facts.ground.asOf);
  const holds = standingHolds(lock, environment.timeouts.hold);
  return statusOf(environment, seenBy(facts.sides.value), lock.journal, facts.left.value ?? [], driver, holds);
};

const sidesShown = (seen: SeenSides, environment: Registered): readonly ShownSide[] => {
  if ("unseen" in seen) return [];
  if ("fleet" in seen) return [shownSide(seen.fleet, null, shownRelease(seen.launches, environment))];
  const traffic = trafficOf(seen.view);
  return (["blue", "green"] as const).map((side) =>
    shownSide(seen.view.sides[side], shareOfTraffic(traffic, side), shownRelease(seen.launches[side], environment)),
  );
};

/** On which ports the production listeners are, as far as they are seen. */
const portsSeen = (seen: SeenSides | null): ListenerPorts =>
  new Map(
    seen !== null && "view" in seen
      ? seen.view.listeners.map(({ kind, arn, registered }) => [
          kind === "listener" ? arn : listenerOfRule(arn),
          registered.port,
        ])
      : [],
  );

/** Whether the sides cannot be shown for a reason that is no trouble of AWS's. */
const withUnseen = <Shown>(panel: Panel<Shown>, seen: SeenSides | null): Panel<Shown> =>
  seen !== null && "unseen" in seen && panel.trouble === null ? { ...panel, trouble: seen.unseen } : panel;

const ago = (duration: number): string => {
  const minutes = Math.max(0, Math.round(duration / 60_000));
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
};

/** How fresh the inventory is at that time, in one sentence and its doubts. */
const freshnessInWords = ({ sweptAt, missed, doubts }: Freshness, now: number): string =>
  [...(sweptAt === null ? [] : [`Swept ${ago(now - sweptAt)}; its events had missed ${missed}.`]), ...doubts].join(" ");

const approvalShown = (
  approval: EnvironmentFacts["approval"],
  { lock }: Ground,
): EnvironmentSnapshot["approval"]["value"] =>
  approval === null ||
  approval.epoch !== lock.journal?.epoch ||
  approval.outcome !== undefined ||
  approval.rejection !== undefined
    ? null
    : {
        deployment: approval.deployment,
        since: isoTime(approval.since),
        until: isoTime(approval.until),
        approvers: approval.approvers,
        signatures: Object.values(approval.signatures).map(({ by, at, reason }) => ({ by, at: isoTime(at), reason })),
        cost: approval.cost ?? null,
      };

/** What people said of the deployment that waits; null once it went on from there, as its rail says. */
export const judgedIn = (
  approval: Approval | null,
  epoch: number | undefined,
  rail: Rail | null,
  now: number,
): KnownStanding["judged"] => {
  const stop = rail?.phases.flatMap(({ stops }) => stops).find(({ state }) => state === "AwaitApproval");
  if (approval === null || approval.epoch !== epoch || stop?.stands !== "here") return null;
  const outcome = outcomeAt(approval, now);
  return outcome === "approved" || outcome === "rejected" ? outcome : null;
};

const alarmsShown = (alarms: EnvironmentFacts["alarms"]) =>
  alarms.map(({ name, state, since }) => ({ name, state, since: since === undefined ? null : isoTime(since) }));

const findingsShown = (findings: EnvironmentFacts["findings"], name: string) =>
  findings
    .filter(({ environment }) => environment === name)
    .map(({ rule, level, found, openedAt }) => ({ rule, severity: level, says: found, since: openedAt }));

/** What of the facts makes the verdict's sentence unsure: the ground it stands on. */
const troubleOf = (facts: Panels<EnvironmentFacts>): string | null =>
  [facts.ground, facts.sides].find(({ trouble, stale, value }) => trouble !== null && (stale || value === null))
    ?.trouble ?? null;

const trafficShown = (facts: Panels<EnvironmentFacts>): EnvironmentSnapshot["traffic"] => {
  const { sides, minutes, ground, history } = facts;
  const view = sides.value !== null && "view" in sides.value ? sides.value.view : undefined;
  const journal = journalShown(ground.value?.lock, history.value ?? []);
  const panel = shownAs(minutes, (known) => ({
    source: "CloudWatch" as const,
    minutes: known === null || view === undefined ? [] : trafficMinutes(view, known),
    moves: journal === undefined ? [] : movesShown(journal.entries),
  }));
  return minutes.asOf !== null && minutes.value === null && panel.trouble === null
    ? { ...panel, trouble: "AWS measures no requests here: of an application load balancer's sides alone." }
    : panel;
};

/** An environment as each page of it names it. */
export const registeredAs = (environment: Registered): EnvironmentSnapshot["environment"] => ({
  name: environment.name,
  stage: environment.stage,
  service: serviceOf(environment),
  repository: environment.repository ?? null,
  sides: environment.sides,
});

/** An environment of which nothing is known but its name. */
export const unknownAs = (name: string): EnvironmentSnapshot["environment"] => ({
  ...{ name, stage: "", service: name, repository: null, sides: 2 },
});

/** The snapshot of an environment of which nothing could be read yet, and why. */
export const unknownSnapshot = (name: string, page: OnEachPage, trouble: string): EnvironmentSnapshot => {
  const nothing: Panel<never> = { ...unread, trouble, stale: true };
  return {
    ...page,
    page: "environment",
    environment: unknownAs(name),
    verdict: { tone: "trouble", says: `How things stand is not known: ${trouble}`, until: null },
    ...{ sides: nothing, listeners: nothing, hold: nothing, traffic: nothing, deployment: nothing, rail: nothing },
    ...{ alarms: nothing, approval: nothing, findings: nothing, freshness: nothing, history: nothing },
    offers: [],
    broken: null,
  };
};

/** The snapshot of an environment that is registered. */
export const environmentSnapshot = (
  facts: Panels<EnvironmentFacts>,
  ground: Ground,
  { page, links }: AroundEnvironment,
): EnvironmentSnapshot => {
  const { environment, lock } = ground;
  const isOld = isBeforeTheMoves(facts.course, lock.journal);
  const history = facts.history.value ?? [];
  const status = statusIn(ground, isOld ? { ...facts, course: unread } : facts);
  const journal = journalShown(lock, history);
  const rail = shownAs(facts.course, (course) => (journal === undefined ? nothingYet : railIn(journal, course)));
  const sides = withUnseen(
    shownAs(facts.sides, (seen) => sidesShown(seen, environment)),
    facts.sides.value,
  );
  const left = facts.left.value ?? [];
  const around = { environment, links, status: status.deployment, left, history, ports: portsSeen(facts.sides.value) };
  const deployment = journal === undefined ? null : shownDeployment(journal, around);
  const approval = shownAs(facts.approval, (asked) => approvalShown(asked, ground));
  const judged = judgedIn(facts.approval.value, lock.journal?.epoch, rail.value, Date.parse(page.asOf));
  const alarms = shownAs(facts.alarms, alarmsShown);
  return {
    ...page,
    page: "environment",
    environment: registeredAs(environment),
    verdict: verdictLine({
      status: facts.sides.value === null ? null : status,
      sides: sides.value,
      deployment,
      rail: isOld ? null : rail.value,
      approval: judged === null ? approval.value : null,
      judged,
      alarms: alarms.value ?? [],
      trouble: troubleOf(facts),
    }),
    sides,
    listeners: shownAs(facts.sides, () => status.listeners.map(({ says }) => says)),
    hold: shownAs(facts.ground, () =>
      status.holds.length === 0
        ? null
        : {
            says: status.holds.map(({ says }) => says).join(" "),
            until: isoTime(Math.max(...status.holds.map(({ until }) => until))),
          },
    ),
    traffic: trafficShown(facts),
    deployment: shownAs<unknown, ShownDeployment | null>(
      lock.journal === undefined ? facts.history : facts.ground,
      () => deployment,
    ),
    rail: isOld && rail.trouble === null ? { ...rail, trouble: "traffic was moved since" } : rail,
    alarms,
    approval,
    findings: shownAs(facts.findings, (findings) => findingsShown(findings, environment.name)),
    freshness: shownAs(facts.freshness, (known) => freshnessInWords(known, Date.parse(page.asOf))),
    history: shownAs(facts.history, (journals) => journals.map((each) => pastDeployment(each, journals))),
    offers: page.readOnly ? [] : offersOf({ status, waitsForApproval: approval.value !== null, history }),
    broken: null,
  };
};
