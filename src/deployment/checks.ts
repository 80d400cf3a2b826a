import type { Check, Environment, Side } from "./environment.ts";
import { failed, plural, ready, type Verdict } from "./gates.ts";
import { pairBehind } from "./pairs.ts";
import type { HttpRequest } from "./rule-conditions.ts";
import type { ListenerView, PlaceholderView, View } from "./view.ts";

/** A check against one URL of one side. */
export interface Probe {
  readonly check: Check;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The name that the certificate must be good for; without one the load balancer is called by its own, which none carries. */
  readonly certified?: string;
  /** How it asks for the preview of the side, in words; missing where it calls a listener of that side alone. */
  readonly asking?: string;
}

/** As a browser says it: with the port where that is not the protocol's own. */
const hostHeader = (host: string, protocol: string, port: number): string =>
  port === (protocol === "HTTPS" ? 443 : 80) ? host : `${host}:${port}`;

/** What was answered, headers by their lower-case names; or why there was no answer. */
export type Answer =
  | {
      readonly status: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly milliseconds: number;
      /** Whether the body matches the check's regular expression, where it has one; `too slow` if that took too long to find out. */
      readonly matches?: boolean | "too slow";
    }
  | { readonly error: string };

/** What a check speaks through a placeholder listener: through TCP it meets the service itself, through TLS the load balancer. */
const spokenOver = (protocol: string): string =>
  protocol === "TCP" ? "HTTP" : protocol === "TLS" ? "HTTPS" : protocol;

/** A way to one side by itself. */
export interface Endpoint {
  /** Of the production listener whose traffic the side would get. */
  readonly port: number;
  /** With no path. */
  readonly url: string;
  /** The same at the production address, for what says these headers. */
  readonly preview?: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

/** Where checks are sent: a listener by which the instances are reached. */
export interface Door {
  /** The production port, by which a check names it, and the protocol of the listener there. */
  readonly port: number;
  readonly protocol: string;
  /** The protocol of the listener that is called, and where: `<name>:<port>`. */
  readonly over: string;
  readonly address: string;
  /** Where the side is met too, at the production address. */
  readonly preview?: PreviewDoor;
}

/** The production listener, by which a request that asks for it meets the idle side. */
export interface PreviewDoor {
  readonly address: string;
  /** What such a request says. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a request is known to come to the side: the rules before the preview's may have it, or its own conditions do not hold. */
  readonly takes: (asked: HttpRequest) => boolean;
}

const named = (headers: Readonly<Record<string, string>>, name: string): boolean =>
  Object.keys(headers).some((each) => each.toLowerCase() === name.toLowerCase());

/** The check at the production address, if the preview takes it. What the check says itself stands: it may not ask for the preview then. */
const previewed = (check: Check, { port, protocol, preview }: Door): Probe | undefined => {
  if (preview === undefined) return undefined;
  const speaks = check.protocol ?? protocol;
  const added = Object.entries(preview.headers).filter(([name]) => !named(check.headers ?? {}, name));
  const { host = check.host, ...headers } = {
    ...Object.fromEntries(added),
    ...check.headers,
  } as HttpRequest["headers"];
  const asked = check.host ?? host ?? preview.address.replace(/:\d+$/, "");
  if (!preview.takes({ method: "GET", host: asked, path: check.path, headers })) return undefined;
  return {
    check,
    url: `${speaks.toLowerCase()}://${preview.address}${check.path}`,
    headers: { ...headers, ...((check.host ?? host) && { host: hostHeader(asked, speaks, port) }) },
    ...(check.host === undefined ? {} : { certified: check.host }),
    asking: inWords(preview),
  };
};

const inWords = ({ headers }: Pick<PreviewDoor, "headers">): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");

const probe = (check: Check, { port, protocol, over, address }: Door): Probe => ({
  check,
  url: `${(check.protocol ?? spokenOver(over)).toLowerCase()}://${address}${check.path}`,
  headers: {
    ...check.headers,
    ...(check.host === undefined ? {} : { host: hostHeader(check.host, check.protocol ?? spokenOver(protocol), port) }),
  },
  ...(check.host === undefined ? {} : { certified: check.host }),
});

/** The checks, each at every door that it is meant for: at the production address where a preview takes it. What several doors would be asked the same is asked once. */
export const probesOf = (checks: readonly Check[], doors: readonly Door[]): readonly Probe[] =>
  checks.flatMap((check) => {
    const probes = doors
      .filter(({ port }) => check.port === undefined || check.port === port)
      .map((door) => previewed(check, door) ?? probe(check, door));
    const isSame = (a: Probe, b: Probe) => a.url === b.url && a.headers.host === b.headers.host;
    return probes.filter((each, index) => probes.findIndex((one) => isSame(one, each)) === index);
  });

/** How a production listener or rule leads to a side at the production address; undefined where no preview does. */
export type Previews = (listener: ListenerView, placeholder: PlaceholderView) => PreviewDoor | undefined;

const unpreviewed: Previews = () => undefined;

/** A side's placeholder listeners, for each production listener or rule, and the preview's way there. */
export const doorsOf = (view: View, side: Side, previews = unpreviewed): readonly Door[] =>
  view.listeners.flatMap((listener) => {
    const placeholder = pairBehind(view, listener)?.[side];
    if (placeholder === undefined) return [];
    const { registered, protocol } = listener;
    const address = `${view.loadBalancer.dnsName}:${placeholder.port}`;
    const preview = previews(listener, placeholder);
    return [{ port: registered.port, protocol, over: placeholder.protocol, address, ...(preview && { preview }) }];
  });

/** The ways to a side by itself, for each production port: by its doors, some of which listeners and rules share. */
export const endpointsOf = (view: View, side: Side, previews = unpreviewed): readonly Endpoint[] => {
  const endpoints = doorsOf(view, side, previews).map(({ port, protocol, over, address, preview }): Endpoint => {
    const url = `${spokenOver(over).toLowerCase()}://${address}`;
    if (preview === undefined) return { port, url };
    return { port, url, preview: { url: `${protocol.toLowerCase()}://${preview.address}`, headers: preview.headers } };
  });
  const isSame = (a: Endpoint, b: Endpoint) => a.url === b.url && a.port === b.port;
  return endpoints.filter((each, index) => endpoints.findIndex((one) => isSame(one, each)) === index);
};

/**
 * The environment's checks, each on every production port it is meant for, through the side's placeholder listeners, or where
 * there is a preview at the production address. Listeners and rules that share one are checked once where that asks for the same.
 */
export const checksOf = (
  environment: Pick<Environment, "checks">,
  view: View,
  side: Side,
  previews = unpreviewed,
): readonly Probe[] => probesOf(environment.checks, doorsOf(view, side, previews));

/** Every call that the checks ask for, in order: all of them once, then once more those that are to be answered so several times in a row. */
export const callsOf = (probes: readonly Probe[]): readonly Probe[] => {
  const rounds = Math.max(0, ...probes.map(({ check }) => check.inARow));
  return Array.from({ length: rounds }, (_, round) => probes.filter(({ check }) => check.inARow > round)).flat();
};

/** A check, and what became of it. */
export interface Answered {
  readonly probe: Probe;
  readonly answer: Answer;
}

/** What one look at the checks saw. */
export interface Checking {
  /** How many calls the looks before it had answered as expected. */
  readonly before: number;
  readonly answers: readonly Answered[];
  /** How many calls there are in all. */
  readonly of: number;
}

/** Whether a status is the one expected, or one of those: `200-299,404`. */
export const isExpected = (status: number, expected: Check["status"]): boolean =>
  typeof expected === "number"
    ? status === expected
    : expected.split(",").some((part) => {
        const [from, to = from] = part.split("-").map(Number);
        return from !== undefined && to !== undefined && from <= status && status <= to;
      });

/** What an answer lacks, in words; undefined if it is as the check expects. */
const lacking = (check: Check, answer: Exclude<Answer, { readonly error: string }>): string | undefined => {
  const { status, body, headers, milliseconds, matches } = answer;
  if (!isExpected(status, check.status)) return `, expected ${check.status}`;
  if (check.latencyMilliseconds !== undefined && milliseconds > check.latencyMilliseconds)
    return ` after ${milliseconds} ms, expected within ${check.latencyMilliseconds} ms`;
  for (const [name, value] of Object.entries(check.answerHeaders ?? {})) {
    const found = headers[name.toLowerCase()];
    if (found !== value)
      return ` with ${found === undefined ? `no header ${name}` : `${name}: ${found}`}, expected ${name}: ${value}`;
  }
  if (check.contains !== undefined && !body.includes(check.contains)) return ` without '${check.contains}'`;
  if (matches === "too slow") return `; whether that matches /${check.matches}/ took too long to find out`;
  return matches === false ? ` with nothing that matches /${check.matches}/` : undefined;
};

/** Whether the answer is the expected one; if not, what was answered and what was expected. */
export const judgeCheck = ({ probe: { check, url, headers, asking }, answer }: Answered): Verdict => {
  const asked = `GET ${url}${headers.host === undefined ? "" : ` as ${headers.host}`}${asking === undefined ? "" : ` (the preview, by ${asking})`}`;
  if ("error" in answer) return failed(`${asked} failed: ${answer.error}. Expected status ${check.status}.`);
  const lack = lacking(check, answer);
  return lack === undefined
    ? ready(`${asked} answered ${answer.status}`)
    : failed(`${asked} answered ${answer.status}${lack}. Its body begins: ${answer.body.slice(0, 200)}`);
};

/** Every call was answered as expected, or the first that was not. A look makes as many as it has time for, and the next one goes on. */
export const checksGate = ({ before, answers, of }: Checking): Verdict => {
  const unexpected = answers.map(judgeCheck).find(({ verdict }) => verdict !== "ready");
  if (unexpected !== undefined) return unexpected;
  const passed = before + answers.length;
  if (passed >= of) return ready(`${plural(of, "check")} passed`);
  const reason = `${passed} of ${plural(of, "check")} passed, the others are next.`;
  return { verdict: "not ready", reason, lookAgainInSeconds: 1 };
};
