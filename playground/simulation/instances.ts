import { type SampleSettings, settingsOf } from "../instances/sample-settings.ts";
import type { Clock } from "../world/clock.ts";
import type { Address, InstanceLauncher } from "../world/neighbours.ts";

export interface SimulatedAnswer {
  readonly status: number;
  readonly version: string;
  readonly body: string;
}

export type SimulatedInstances = InstanceLauncher & {
  /** What the service at an address answers; undefined if nobody listens there. */
  answer(address: Address, path: string): SimulatedAnswer | undefined;
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

  const healthy = ({ settings: { health }, served }: Machine) =>
    health.kind === "fail-after-requests" ? served < health.requests : health.kind === "ok";

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
    answer({ host: instance }, path) {
      const machine = machines.get(instance);
      if (machine === undefined) return undefined;
      const { settings, bootedAt } = machine;
      if (clock.now() < bootedAt + settings.startDelaySeconds * 1000) return undefined;
      if (path === "/health") {
        const ok = healthy(machine);
        return { status: ok ? 200 : 503, version: settings.version, body: ok ? "ok\n" : "unhealthy\n" };
      }
      machine.served += 1;
      const body = JSON.stringify({ release: settings.version, commit: settings.commit, instance });
      return { status: 200, version: settings.version, body };
    },
    kill(instance) {
      const machine = machines.get(instance);
      machines.delete(instance);
      machine?.exited("ended by SIGKILL");
    },
  };
};
