/** The same run with the playground as the account, in virtual time: what it answers there is what a recording of AWS is held against. */
import { type Simulation, startSimulation } from "@sarcelle/playground/simulation";
import { deploymentHandlers } from "../../command/rehearsal/functions.ts";
import { type Accepted, runAcceptance } from "./accept.ts";
import { clientsOf } from "./clients.ts";
import { trialPorts } from "./plot.ts";
import { createRecorder, type RecordedCall } from "./recorder.ts";
import { names, type Trial, type Users } from "./trial.ts";

const usersIn = (world: Simulation): Users => ({
  begin: ({ loadBalancer }) => world.sendTraffic({ loadBalancer, ports: trialPorts, rate: 2 }),
  served: () => {
    const { total, failed, failures } = world.traffic();
    return { total, failed, failures: failures.map(({ url, status, error }) => `${url}: ${error ?? status}`) };
  },
  end: () => {},
  ask: async (port) => {
    const outcome = world.request(names.service, port, "/");
    if (outcome === undefined) return { error: "nobody answers" };
    return { status: outcome.status, body: outcome.body, headers: {}, milliseconds: 0 };
  },
});

/** A run in a world of its own, with what else is to happen there. */
export const acceptInPlayground = async (
  template: string,
  changed: (world: Simulation) => Partial<Trial> = () => ({}),
): Promise<
  Accepted & { readonly calls: readonly RecordedCall[]; readonly world: Simulation; readonly trial: Trial }
> => {
  const world = await startSimulation({ seed: 1, template, handlers: deploymentHandlers });
  const recorder = createRecorder();
  return world.asOperator(async (connection) => {
    const trial: Trial = {
      account: world.account,
      region: world.region,
      clients: clientsOf(connection, recorder),
      clock: { now: world.now, sleep: world.advance },
      users: usersIn(world),
      template,
      say: () => {},
      ending: new AbortController().signal,
      ...changed(world),
    };
    return { ...(await runAcceptance(trial)), calls: recorder.calls, world, trial };
  });
};
