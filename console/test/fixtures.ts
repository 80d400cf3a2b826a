/** A snapshot of each way in which a deployment can stand or end: what the page is shown with, and looked at, in its tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageSnapshot } from "../snapshot.ts";
import { base } from "./made/baking.ts";
import { closed, succeeded } from "./made/closed.ts";
import { awaitingApproval, idle, rollbackFailed, rolledBack } from "./made/ends.ts";
import {
  canary,
  held,
  hostile,
  launching,
  long,
  neverDeployed,
  oneSided,
  playground,
  rollingBack,
  split,
  throttled,
} from "./made/environments.ts";
import { fleet, many } from "./made/fleet.ts";

/** As a playground had it (`npm run record:console`). */
const recorded = (name: string): PageSnapshot =>
  JSON.parse(readFileSync(join(import.meta.dirname, `fixtures/${name}.json`), "utf8"));

/** By name. */
export const fixtures: Readonly<Record<string, PageSnapshot>> = {
  baking: base,
  idle,
  launching,
  canary,
  "waiting-for-approval": awaitingApproval,
  "rolling-back": rollingBack,
  "rolled-back": rolledBack,
  "rollback-failed": rollbackFailed,
  throttled,
  split,
  "never-deployed": neverDeployed,
  "one-sided": oneSided,
  held,
  playground,
  "read-only": { ...base, readOnly: true },
  hostile,
  "500-changes": long,
  fleet,
  "200-environments": many,
  "empty-fleet": { ...fleet, rows: { ...fleet.rows, value: [] } },
  "closed-deployment": closed,
  "succeeded-deployment": succeeded,
  "recorded, waiting for approval": recorded("waiting-for-approval"),
  "recorded, baking": recorded("baking"),
  "recorded, rolled back": recorded("rolled-back"),
};
