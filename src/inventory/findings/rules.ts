import { certificateEnding } from "./certificate-ending.ts";
import { changedOutside } from "./changed-outside.ts";
import { keptIdle } from "./kept-idle.ts";
import { metadataV1 } from "./metadata-v1.ts";
import { noDeletionProtection } from "./no-deletion-protection.ts";
import { noHealthyTarget } from "./no-healthy-target.ts";
import { noTrail } from "./no-trail.ts";
import { nobodysInstance } from "./nobodys-instance.ts";
import { notOneSide } from "./not-one-side.ts";
import { oneZone } from "./one-zone.ts";
import type { Rule } from "./rule.ts";
import { twoReleases } from "./two-releases.ts";

/** All rules, by the name that a finding carries: the name of the rule's file. */
export const rules = {
  "two-releases": twoReleases,
  "no-healthy-target": noHealthyTarget,
  "not-one-side": notOneSide,
  "no-deletion-protection": noDeletionProtection,
  "one-zone": oneZone,
  "metadata-v1": metadataV1,
  "certificate-ending": certificateEnding,
  "nobodys-instance": nobodysInstance,
  "kept-idle": keptIdle,
  "changed-outside": changedOutside,
  "no-trail": noTrail,
} as const satisfies Readonly<Record<string, Rule>>;
