/** Whose the credentials are that a person types with, how long they last, and what time it is at AWS. */
import type { STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../clock.ts";
import { type AccountAndRegion, whereCallerIs } from "./account.ts";

export interface Identity extends AccountAndRegion {
  readonly caller: string;
  /** When the credentials end, in milliseconds since the epoch, where whoever gave them said so. */
  readonly expires: number | undefined;
  /** Whether they are a session's. */
  readonly isSession: boolean;
  /** The time on AWS's answer, to the second, and ours as it came; both in milliseconds since the epoch. */
  readonly awsTime: number | undefined;
  readonly ourTime: number;
  /** The host that answered. */
  readonly host: string;
}

interface Answered {
  readonly response: unknown;
}

interface Asked {
  readonly request: unknown;
}

interface Middleware {
  add(
    middleware: (next: (args: Asked) => Promise<Answered>) => (args: Asked) => Promise<Answered>,
    options: { readonly step: "deserialize"; readonly priority: "low"; readonly name: string },
  ): void;
}

const hostOf = (request: unknown): string => {
  const { hostname = "" } = Object(request) as { readonly hostname?: string };
  return hostname;
};

const dateOf = (response: unknown): string | undefined => {
  const { headers = {} } = Object(response) as { readonly headers?: Readonly<Record<string, string>> };
  return headers.date;
};

/** Asks AWS who asks. */
export const identityOf = async (client: STSClient): Promise<Identity> => {
  let date: string | undefined;
  let host = "";
  (client.middlewareStack as unknown as Middleware).add(
    (next) => async (args) => {
      const answered = await next(args);
      date = dateOf(answered.response);
      host = hostOf(args.request);
      return answered;
    },
    { step: "deserialize", priority: "low", name: "dateOfAnswer" },
  );
  const where = await whereCallerIs(client);
  const ourTime = systemClock.now();
  const { expiration, sessionToken } = await client.config.credentials();
  return {
    ...where,
    expires: expiration?.getTime(),
    isSession: sessionToken !== undefined,
    awsTime: date === undefined ? undefined : Date.parse(date),
    ourTime,
    host,
  };
};
