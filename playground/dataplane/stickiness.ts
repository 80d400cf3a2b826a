import type { RoutedTarget, WeightedGroup } from "./data-plane.ts";

/**
 * Sticky sessions by the load balancer's own cookies: `AWSALBTG` keeps a client with a target group (of a forward action),
 * `AWSALB` with a target (of a target group). AWS encrypts their values; these name the choice and when it ends.
 */
export type StickyCookie = "AWSALBTG" | "AWSALB";

/** The value of the cookie of that name, among those that a client sent. */
export const cookieIn = (cookies: string | undefined, name: string): string | undefined =>
  cookies
    ?.split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** What the cookie chose, unless it is absent, foreign or past its end. */
export const stickyChoice = (cookies: string | undefined, name: StickyCookie, now: number): string | undefined => {
  const value = cookieIn(cookies, name);
  if (value === undefined) return undefined;
  const [, until, choice] = /^(\d+)\|(.*)$/.exec(Buffer.from(value, "base64url").toString()) ?? [];
  return Number(until) > now ? choice : undefined;
};

/** The `Set-Cookie` value that keeps a client with `choice` for so many seconds more. */
export const stickyCookie = (name: StickyCookie, choice: string, seconds: number, now: number): string => {
  const until = Math.round(now + seconds * 1000);
  return `${name}=${Buffer.from(`${until}|${choice}`).toString("base64url")}; Expires=${new Date(until).toUTCString()}; Path=/`;
};

/** The group a client is stuck to, as long as the action still names it. */
export const stuckGroup = (groups: readonly WeightedGroup[], choice: string | undefined): WeightedGroup | undefined =>
  groups.find(({ group }) => group.arn === choice);

/** The target a client is stuck to, as long as it may serve. */
export const stuckTarget = (targets: readonly RoutedTarget[], choice: string | undefined): RoutedTarget | undefined =>
  targets.find(({ instance }) => instance === choice);
