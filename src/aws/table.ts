/**
 * The keys of the table. One partition per environment: its registration (`CONFIG`), its lock with the open journal (`LOCK`), and
 * one item per closed journal (`JOURNAL#<when it started>#<deployment>`), which stay as the audit trail, and the live configuration as
 * it was before an upgrade (`SNAPSHOT#<deployment>`).
 */
export const partition = (environment: string): string => `ENV#${environment}`;

export const configKey = (environment: string) => ({ pk: { S: partition(environment) }, sk: { S: "CONFIG" } });
export const lockKey = (environment: string) => ({ pk: { S: partition(environment) }, sk: { S: "LOCK" } });

export const closedPrefix = "JOURNAL#";
export const closedKey = (environment: string, startedAt: number, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `${closedPrefix}${new Date(startedAt).toISOString()}#${deployment}` },
});

export const snapshotKey = (environment: string, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `SNAPSHOT#${deployment}` },
});
