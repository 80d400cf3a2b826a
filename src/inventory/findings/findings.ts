/** Findings open and close: each is told once when it opens, once if it becomes graver or milder, and once when it closes. */
import { isoTime } from "../../clock.ts";
import { nameWithoutStage } from "../../deployment/service.ts";
import { ownSource } from "../events/announced.ts";
import type { Facts } from "../model.ts";
import { logsLink, resourceLink } from "./links.ts";
import type { Found, Scene } from "./rule.ts";
import { rules } from "./rules.ts";
import type { Finding } from "./schema.ts";

export const findingType = "Sarcelle Finding";

/** Where the finding function's own log is. */
export interface LogGroup {
  readonly region: string;
  readonly name: string;
}

export interface Findings {
  readonly opened: readonly Finding[];
  /** Open before and still, at another level. */
  readonly relevelled: readonly Finding[];
  /** All that are open now, those just opened and relevelled among them. */
  readonly open: readonly Finding[];
  readonly closed: readonly Finding[];
}

const tag = (tags: Facts["tags"], key: string): string | undefined =>
  Object.entries(tags).find(([each]) => each.toLowerCase() === key)?.[1];

/** The resource's tag, else what the environment's name says. */
const projectOf = (tags: Facts["tags"], environment: string | undefined, stage: string | undefined): string | null => {
  const tagged = tag(tags, "project");
  if (tagged !== undefined) return tagged;
  return environment === undefined || stage === undefined ? null : (nameWithoutStage(environment, stage) ?? null);
};

const findingOf = (rule: string, found: Found, { now, stages }: Scene, log: LogGroup): Finding => {
  const { resource, level, threshold } = found;
  const { ref, facts } = resource;
  const environment = found.environment ?? facts.environment;
  const stage = environment === undefined ? undefined : stages.get(environment);
  return {
    schemaVersion: 1,
    id: `${rule}#${ref.arn}`,
    status: "open",
    rule,
    level,
    environment: environment ?? null,
    side: found.side ?? facts.side ?? null,
    project: projectOf(facts.tags, environment, stage),
    stage: stage ?? null,
    resource: { type: ref.type, arn: ref.arn, name: facts.name },
    threshold,
    found: found.found,
    openedAt: isoTime(now),
    seenAt: isoTime(now),
    closedAt: null,
    links: { logs: logsLink(log.region, log.name), resource: resourceLink(ref) },
  };
};

/**
 * Looks at a scene with all rules. `previous` are the findings that were open, of the resources in the scene and of those that are
 * gone from it: what is not found again is closed.
 */
export const assess = (scene: Scene, previous: readonly Finding[], log: LogGroup): Findings => {
  const before = new Map(previous.map((finding) => [finding.id, finding]));
  const now = new Map<string, Finding>();
  for (const [rule, find] of Object.entries(rules))
    for (const found of find(scene)) {
      const finding = findingOf(rule, found, scene, log);
      if (!now.has(finding.id))
        now.set(finding.id, { ...finding, openedAt: before.get(finding.id)?.openedAt ?? finding.openedAt });
    }
  const open = [...now.values()];
  return {
    opened: open.filter(({ id }) => !before.has(id)),
    relevelled: open.filter(({ id, level }) => before.has(id) && before.get(id)?.level !== level),
    open,
    closed: previous
      .filter(({ id }) => !now.has(id))
      .map((finding) => ({ ...finding, status: "closed", closedAt: isoTime(scene.now) })),
  };
};

/** A finding as an event on the service's own source. */
export const findingEvent = (finding: Finding) => ({
  source: ownSource,
  "detail-type": findingType,
  time: finding.closedAt ?? finding.seenAt,
  resources: [finding.resource.arn],
  detail: finding,
});
