import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type SimulationOptions, startSimulation } from "../../simulation/simulation.ts";

/** A simulated world with nothing in it. */
export const emptyWorld = async (options: Pick<SimulationOptions, "door"> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "empty-template-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const template = join(folder, "template.json");
  writeFileSync(template, JSON.stringify({ Resources: {} }));
  const world = await startSimulation({ seed: 1, template, handlers: {}, ...options });
  onTestFinished(() => world.stop());
  return world;
};
