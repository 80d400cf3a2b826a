/** The users of a service in an account: they ask its load balancer by its name, as anybody would. */
import { request } from "../../src/aws/http-check.ts";
import { trialPorts } from "./plot.ts";
import type { ServedSoFar, Users } from "./trial.ts";

/** Between two requests to each port, in milliseconds. */
const every = 250;

/** The first failures that are told in words. */
const mostFailures = 5;

/** Users on this machine. What fails on the way from here counts as failed, too. */
export const usersHere = (): Users => {
  let host = "";
  let sending: NodeJS.Timeout | undefined;
  let served: ServedSoFar = { total: 0, failed: 0, failures: [] };
  const ask = (port: number) => request({ url: `${port === 443 ? "https" : "http"}://${host}:${port}/` });
  const send = async (port: number) => {
    const answer = await ask(port);
    const wrong = "status" in answer ? (answer.status < 500 ? undefined : `status ${answer.status}`) : answer.error;
    const { total, failed, failures } = served;
    served = {
      total: total + 1,
      failed: failed + (wrong === undefined ? 0 : 1),
      failures: wrong === undefined ? failures : [...failures, `port ${port}: ${wrong}`].slice(0, mostFailures),
    };
  };
  return {
    begin(service) {
      host = service.host;
      sending = setInterval(() => {
        for (const port of trialPorts) void send(port);
      }, every);
    },
    served: () => served,
    end: () => clearInterval(sending),
    ask,
  };
};
