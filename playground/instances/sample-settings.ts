/** How the sample service behaves. */
export interface SampleSettings {
  readonly version: string;
  readonly commit: string;
  readonly health:
    | { readonly kind: "ok" | "never" }
    | { readonly kind: "fail-after-requests"; readonly requests: number }
    | { readonly kind: "status"; readonly status: number };
  /** The process ends as soon as it starts. */
  readonly bootFailure: boolean;
  readonly startDelaySeconds: number;
  /** Each so many-th answer is a 500, those to health checks not counted; undefined for none. */
  readonly failEvery: number | undefined;
  /** The cookie that each answer sets, those to health checks excepted; undefined for none. */
  readonly sessionCookie: string | undefined;
}

/** Reads the settings out of user data. It may be a whole shell script: only its `KEY=value` lines count. */
export const settingsOf = (userData: string): SampleSettings => {
  const values = new Map(
    userData.split(/\r?\n/).flatMap((line): [string, string][] => {
      const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value.replace(/^(["'])(.*)\1$/, "$2")]];
    }),
  );
  return {
    version: values.get("RELEASE_VERSION") ?? "unknown",
    commit: values.get("RELEASE_COMMIT") ?? "unknown",
    health: healthOf(values.get("HEALTH") ?? "ok"),
    bootFailure: values.get("BOOT_FAILURE") === "exit",
    startDelaySeconds: Number(values.get("START_DELAY") ?? 0),
    failEvery: values.has("FAIL_EVERY") ? Number(values.get("FAIL_EVERY")) : undefined,
    sessionCookie: values.get("SESSION_COOKIE"),
  };
};

/** The `Set-Cookie` values of an answer: a session that names the instance which keeps it. */
export const sessionCookies = ({ sessionCookie }: SampleSettings, instance: string): readonly string[] =>
  sessionCookie === undefined ? [] : [`${sessionCookie}=${instance}; Path=/`];

/** What `/health` answers once so many requests were served: a status. */
export const healthStatus = ({ health }: SampleSettings, served: number): number => {
  switch (health.kind) {
    case "ok":
      return 200;
    case "never":
      return 503;
    case "fail-after-requests":
      return served < health.requests ? 200 : 503;
    case "status":
      return health.status;
  }
};

const healthOf = (text: string): SampleSettings["health"] => {
  const requests = /^fail-after-requests:(\d+)$/.exec(text)?.[1];
  if (requests !== undefined) return { kind: "fail-after-requests", requests: Number(requests) };
  const status = /^status:([1-5]\d\d)$/.exec(text)?.[1];
  if (status !== undefined) return { kind: "status", status: Number(status) };
  if (text === "ok" || text === "never") return { kind: text };
  throw new Error(`HEALTH=${text}: expected ok, never, fail-after-requests:<n> or status:<n>`);
};
