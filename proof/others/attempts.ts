/** What became of what others' tools asked of the playground, and how it is told. */

/** Wrong is what is neither right nor refused by name as not emulated. */
export const attemptKinds = ["right", "refused", "wrong", "skipped"] as const;

export interface Attempt {
  /** Of which service or tool. */
  readonly group: string;
  readonly name: string;
  readonly kind: (typeof attemptKinds)[number];
  /** Why it is not right. */
  readonly reason: string;
}

const counted = (attempts: readonly Attempt[], name: string): string => {
  const numbers = attemptKinds.map((kind) =>
    `${attempts.filter((attempt) => attempt.kind === kind).length}`.padStart(8),
  );
  return `${name.padEnd(24)}${numbers.join("")}`;
};

/** A table of counts by group, then what was refused, by reason, and each wrong one. */
export const told = (attempts: readonly Attempt[]): string => {
  const groups = [...new Set(attempts.map(({ group }) => group))];
  const refused = Map.groupBy(
    attempts.filter(({ kind }) => kind === "refused"),
    ({ group, reason }) => `${group}: ${reason}`,
  );
  return [
    `${"".padEnd(24)}${attemptKinds.map((kind) => kind.padStart(8)).join("")}`,
    ...groups.map((group) =>
      counted(
        attempts.filter((attempt) => attempt.group === group),
        group,
      ),
    ),
    counted(attempts, "all"),
    "",
    ...[...refused].map(([reason, those]) => `refused ${those.length} × ${reason}`),
    ...attempts.filter(({ kind }) => kind === "wrong").map(({ name, reason }) => `WRONG ${name}: ${reason}`),
  ].join("\n");
};

/** 0 if nothing is wrong, and something was asked at all. */
export const exitCodeFor = (attempts: readonly Attempt[]): number =>
  attempts.length > 0 && attempts.every(({ kind }) => kind !== "wrong") ? 0 : 1;
