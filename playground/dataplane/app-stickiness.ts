/**
 * Sticky sessions by a cookie of the application: where a target's answer sets the cookie that the target group names, the load balancer adds one
 * of its own, `AWSALBAPP-0`, which "captures stickiness information for each target group that has application-based stickiness enabled".
 * "In subsequent requests, clients have to send back both cookies to maintain stickiness." AWS encrypts its value; this says it all.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
import type { RoutedGroup } from "./data-plane.ts";
import { cookieIn } from "./stickiness.ts";

/** "The application cookie name that the client sees begins with “AWSALBAPP-" and includes a fragment number": 4 of 4K, the first of which is enough here. */
const [fragment, ...furtherFragments] = [0, 1, 2, 3].map((each) => `AWSALBAPP-${each}`);

/** What a fragment that is not needed holds. AWS does not document it; clients of many services have recorded it. */
const nothing = "_remove_";

/** "It has its own expiry of 7 days which is non-configurable." */
const expiry = 7 * 24 * 3_600_000;

/** By target group: until when a client stays with which instance. */
type Sessions = ReadonlyMap<string, { readonly until: number; readonly instance: string }>;

const sessionsIn = (cookies: string | undefined, now: number): Sessions => {
  const lines = Buffer.from(cookieIn(cookies, `${fragment}`) ?? "", "base64url")
    .toString()
    .split("\n");
  const sessions = lines.map((line) => line.split("|")).filter(([, until]) => Number(until) > now);
  return new Map(sessions.map(([arn = "", until, instance = ""]) => [arn, { until: Number(until), instance }]));
};

/** The instance to which a client is stuck in a target group; undefined without both cookies, or once their time is over. */
export const appChoice = (
  cookies: string | undefined,
  { arn, appCookie = "" }: RoutedGroup,
  now: number,
): string | undefined =>
  cookieIn(cookies, appCookie) === undefined ? undefined : sessionsIn(cookies, now).get(arn)?.instance;

/**
 * The `Set-Cookie` values beside those of an answer that sets the cookies `set`: of a client that is stuck, or is to be from now on, to the instance
 * that answered.
 */
export const appCookies = (
  { sent, set }: { readonly sent: string | undefined; readonly set: readonly string[] },
  group: RoutedGroup,
  instance: string,
  now: number,
): readonly string[] => {
  const { arn, appCookie = "", targetStickiness = 0 } = group;
  const sessions = new Map(sessionsIn(sent, now));
  const isStuck = set.some((each) => each.startsWith(`${appCookie}=`)) || appChoice(sent, group, now) !== undefined;
  if (isStuck) sessions.set(arn, { until: Math.round(now + targetStickiness * 1_000), instance });
  const lines = [...sessions].map(([target, { until, instance: at }]) => `${target}|${until}|${at}`);
  const value = lines.length === 0 ? nothing : Buffer.from(lines.join("\n")).toString("base64url");
  const line = (name: string, holds: string) =>
    `${name}=${holds}; Expires=${new Date(now + expiry).toUTCString()}; Path=/`;
  return [line(`${fragment}`, value), ...furtherFragments.map((name) => line(name, nothing))];
};
