import { healthStatus, type SampleSettings, sessionCookies, settingsOf } from "../instances/sample-settings.ts";
import type { Clock } from "../world/clock.ts";
import type { Address, InstanceLauncher } from "../world/neighbours.ts";

export interface SimulatedAnswer {
  readonly status: number;
  readonly version: string;
  readonly body: string;
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** `Set-Cookie` values; missing where there are none. */
  readonly cookies?: readonly string[];
}

export type SimulatedInstances = InstanceLauncher & {
  /** What the service at an address answers; undefined if nobody listens there. */
  answer(address: Address, path: string): SimulatedAnswer | undefined;
  /** Whether the service at an address takes connections. */
  listens(address: Address): boolean;
  /** Ends the service of an instance on the spot. */
  kill(instance: string): void;
};

interface Machine {
  readonly settings: SampleSettings;
  readonly bootedAt: number;
  readonly exited: (reason: string) => void;
  served: number;
}

/** Instances that run the sample service without a process: the same settings by user data, the same answers. */
export const createSimulatedInstances = (clock: Clock): SimulatedInstances => {
  const machines = new Map<string, Machine>();

  const fails = ({ settings: { failEvery }, served }: Machine) => failEvery !== undefined && served % failEvery === 0;

  const hasBooted = ({ settings, bootedAt }: Machine) => clock.now() >= bootedAt + settings.startDelaySeconds * 1000;

  return {
    launch({ id, userData, exited }) {
      const settings = settingsOf(userData);
      const machine = { settings, bootedAt: clock.now(), exited, served: 0 };
      if (settings.bootFailure) clock.after(0, () => exited("exit code 1: BOOT_FAILURE=exit"));
      else machines.set(id, machine);
      return {
        // The instance is its own host: whoever has the address asks `answer`.
        address: (port) => ({ host: id, port }),
        report: () => ({
          host: id,
          ports: { 8080: 8080, 8443: 8443 },
          process: undefined,
          output: settings.bootFailure ? "BOOT_FAILURE=exit\n" : "",
        }),
        stop: async () => {
          machines.delete(id);
        },
      };
    },
    listens: ({ host: instance }) => {
      const machine = machines.get(instance);
      return machine !== undefined && hasBooted(machine);
    },
    answer({ host: instance }, path) {
      const machine = machines.get(instance);
      if (machine === undefined || !hasBooted(machine)) return undefined;
      const { settings } = machine;
      const { version } = settings;
      const headers = (type: string) => ({ "content-type": type, "x-release": version, "x-instance": instance });
      if (path === "/health") {
        const status = healthStatus(settings, machine.served);
        const body = status === 200 ? "ok\n" : "unhealthy\n";
        return { status, version, body, headers: headers("text/plain") };
      }
      machine.served += 1;
      const status = fails(machine) ? 500 : 200;
      const body = JSON.stringify({ release: version, commit: settings.commit, instance });
      const cookies = sessionCookies(settings, instance);
      const answer = { status, version, body, headers: headers("application/json") };
      return cookies.length === 0 ? answer : { ...answer, cookies };
    },
    kill(instance) {
      const machine = machines.get(instance);
      machines.delete(instance);
      machine?.exited("ended by SIGKILL");
    },
  };
};
