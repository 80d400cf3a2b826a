/**
 * Who may ask the server: whoever has the token that was printed when it started. Loopback is no wall, since any page that its user visits
 * can send requests to it. The token comes in the address's fragment, which no browser sends or logs, and is exchanged for a cookie.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";

export interface Session {
  /** For the fragment of the printed address. */
  readonly token: string;
  /** The `Set-Cookie` for whoever shows the token; undefined for any other. */
  admit(token: unknown, port: number): string | undefined;
  /** Whether a request's `Cookie` is that of whoever was admitted. */
  isAdmitted(cookies: string | undefined, port: number): boolean;
}

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Cookies know no ports: of two consoles on one machine each has its own. */
const cookieName = (port: number): string => `sarcelle-console-${port}`;

/** The session of one server, from its start to its end. */
export const createSession = (random = () => randomBytes(32).toString("base64url")): Session => {
  const token = random();
  const secret = random();
  return {
    token,
    admit: (given, port) =>
      typeof given === "string" && isSame(given, token)
        ? `${cookieName(port)}=${secret}; HttpOnly; SameSite=Strict; Path=/`
        : undefined,
    isAdmitted: (cookies, port) =>
      (cookies ?? "").split(";").some((each) => {
        const [name, value = ""] = each.trim().split("=");
        return name === cookieName(port) && isSame(value, secret);
      }),
  };
};
