/** Fleets. */
import type { FleetRow, FleetSnapshot } from "../../snapshot.ts";
import { ago, each, read, release } from "./parts.ts";

const rowOf = (service: string, stage: string, version: string, more: Partial<FleetRow> = {}): FleetRow => ({
  environment: `${service}-${stage}`,
  service,
  stage,
  sides: 2,
  release: release(version),
  active: "blue",
  healthy: "4/4",
  since: ago(86_400),
  runs: null,
  finding: null,
  compare: null,
  trouble: 0,
  ...more,
});

const stages = ["alpha", "beta", "gamma", "live"];

export const fleet: FleetSnapshot = {
  ...each,
  page: "fleet",
  stages,
  rows: read([
    rowOf("web", "live", "4", {
      trouble: 100,
      active: "green",
      healthy: "3/4",
      compare: "https://github.com/sarcelle/web/compare/4444444...5555555",
      finding: {
        rule: "no-healthy-target",
        severity: "critical",
        says: "web-https has no healthy target.",
        since: ago(300),
      },
    }),
    rowOf("match", "beta", "8", {
      trouble: 50,
      runs: "release 9: becomes healthy, 2 of 4",
      compare: "https://github.com/sarcelle/match/compare/8888888...7777777",
    }),
    rowOf("search", "live", "2", {
      trouble: 20,
      finding: { rule: "one-zone", severity: "warning", says: "All instances are in eu-west-1a.", since: ago(90_000) },
    }),
    rowOf("web", "alpha", "5"),
    rowOf("web", "beta", "5"),
    rowOf("web", "gamma", "5", { active: null }),
    rowOf("match", "alpha", "7"),
    rowOf("match", "live", "8"),
    rowOf("search", "beta", "2", { release: null, since: null, healthy: null }),
  ]),
};

export const many: FleetSnapshot = {
  ...fleet,
  rows: read(
    Array.from({ length: 200 }, (_, n) =>
      rowOf(`service-${Math.floor(n / 4)}`, stages[n % 4] ?? "live", String(1 + ((n * 7) % 9)), { trouble: 200 - n }),
    ),
  ),
};
