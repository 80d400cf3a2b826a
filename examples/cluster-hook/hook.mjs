/**
 * A cluster's hook: a function that Sarcelle asks, look by look, whether the cluster is whole, so that a rolling update replaces its servers one
 * at a time. This one asks Consul's autopilot (`GET /v1/operator/autopilot/health`); the servers' node names are their instance ids.
 * https://developer.hashicorp.com/consul/api-docs/operator/autopilot#read-health
 */

/** Any server answers, by a name of your own for all of them: with 429 where it is not healthy, and the same body. */
const url = () => new URL("/v1/operator/autopilot/health", process.env.CONSUL_URL);

/** In milliseconds; Sarcelle waits 20 s for the answer. */
const patience = 10_000;

const healthOf = async () => {
  const answer = await fetch(url(), { signal: AbortSignal.timeout(patience) });
  if (answer.status !== 200 && answer.status !== 429) throw new Error(`Consul answered with ${answer.status}`);
  return answer.json();
};

const pass = { verdict: "pass" };
const wait = (reason) => ({ verdict: "wait", reason });

/** Of the servers that vote, with one gone, more than half of all must be left. */
const isQuorumWithout = (voters, gone) => voters.filter(({ Name }) => Name !== gone).length > voters.length / 2;

const judge = ({ question, instance }, { Healthy, FailureTolerance, Servers }) => {
  const sick = Servers.filter((server) => !server.Healthy && server.Name !== instance).map(({ Name }) => Name);
  if (sick.length > 0) return wait(`not healthy: ${sick.join(", ")}`);
  const own = Servers.find(({ Name }) => Name === instance);
  switch (question) {
    case "whole":
      return Healthy && FailureTolerance > 0 ? pass : wait(`it could lose ${FailureTolerance} servers`);
    case "joins":
      return own?.Healthy && own.Voter ? pass : wait(own === undefined ? "it has not joined" : "it does not vote yet");
    case "leaves":
      if (own?.Leader) return wait("it leads: have it step down (consul operator raft transfer-leader)");
      return isQuorumWithout(
        Servers.filter(({ Voter }) => Voter),
        instance,
      )
        ? pass
        : wait("too few would be left to agree");
    default:
      return wait(`this hook does not know the question ${question}`);
  }
};

export const handler = async (event) => judge(event, await healthOf());
