/** The playground as a whole: the services put together in one process, on the wall clock, with real traffic. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { assemble, type World } from "./assemble.ts";
import { selfSignedCertificate } from "./dataplane/certificates.ts";
import { createProxy } from "./dataplane/proxy.ts";
import type { LogLine } from "./functions/launcher.ts";
import { createFunctionLauncher } from "./functions/process-launcher.ts";
import { createAdmin } from "./gateway/admin.ts";
import { gatewayRoutes } from "./gateway/admin-routes.ts";
import { serve } from "./gateway/serve.ts";
import { region } from "./home.ts";
import { type GivenImage, readImages } from "./instances/images-file.ts";
import { claimNetwork } from "./instances/network.ts";
import { createInstanceLauncher } from "./instances/process-launcher.ts";
import { sampleImage } from "./instances/sample-image.ts";
import type { Pages } from "./realm.ts";
import { type RunningWorld, running } from "./running-world.ts";
import type { Connection } from "./stacks/clients.ts";
import { createScene } from "./stacks/scene.ts";
import { sleep } from "./world/clock.ts";
import { keepUp } from "./world/keeping-up.ts";
import { seeded } from "./world/random.ts";
import type { Trait } from "./world/traits.ts";
import { wallClock, worldTime } from "./world/wall-clock.ts";

export interface PlaygroundOptions {
  /** Port of the endpoint on 127.0.0.1; 0 for a free one. */
  readonly port: number;
  /** World seconds in a real second. */
  readonly speed: number;
  /** Seed of the world's randomness. */
  readonly seed: number;
  /** The packaged CloudFormation template to deploy, if any, with the bundles beside it. */
  readonly template?: string;
  readonly stackName?: string;
  /** The traits of AWS that the world has not; it has all, unless said. */
  readonly without?: readonly Trait[];
  /** A file of images: `{ "ami-…": { "command", "ports" } }`. */
  readonly images?: string;
  /** Is told when the machine cannot keep up with the speed, and when it can again; and of instances that end by themselves. */
  readonly tell?: (line: string) => void;
  /** How large pages are; small unless said. */
  readonly pages?: Pages;
  /** How many API calls the ledger keeps, the newest; 20,000 unless said, so that a world may go on for days. */
  readonly keptCalls?: number;
  /**
   * Whether functions run on what everything else leaves of the processors, where Linux has `chrt`: nearest to AWS, where they share none with
   * traffic, and too little on a machine that is busy with something else.
   */
  readonly idleFunctions?: boolean;
  /** What the functions log. */
  readonly log?: (line: LogLine) => void;
}

/** Its `stop` ends every process and socket of the playground. */
export interface Playground extends RunningWorld {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
}

/** A call with its input takes a few kilobytes. */
const keptCalls = 20_000;

const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };

const readTemplate = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`The template ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};

/** Asked twice, as by an impatient person, it is done once. */
const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};

/** What carries a world in real time: its clock, processes and sockets. */
const createMachinery = async (options: PlaygroundOptions) => {
  // What is wrong with the file of images is said before anything is started.
  const images = options.images === undefined ? new Map<string, GivenImage>() : readImages(options.images);
  const clock = wallClock(options.speed);
  const keeping = keepUp(clock, options.tell);
  const random = seeded(options.seed);
  const instances = createInstanceLauncher({
    images: (id) => images.get(id)?.process ?? sampleImage,
    ...(options.tell === undefined ? {} : { tell: options.tell }),
    tls: await selfSignedCertificate(),
    speed: options.speed,
  });
  const dataPlane = await createProxy(clock, random);
  const functions = createFunctionLauncher(clock, options.idleFunctions);
  const network = await claimNetwork();
  return {
    parts: { clock, random, instances, dataPlane, functions, images, network: network?.prefix },
    pace: keeping.pace,
    async stop() {
      await instances.stop();
      await dataPlane.stop();
      network?.release();
      keeping.stop();
      clock.stop();
    },
  };
};

/** Stacks and traffic in a world, made by the operator. */
const sceneIn = (
  world: World,
  { clock, images }: Awaited<ReturnType<typeof createMachinery>>["parts"],
  connection: () => Connection,
) =>
  createScene({
    connection,
    region,
    wait: (duration) => sleep(clock, duration),
    now: clock.now,
    profiles: world.instanceProfiles,
    images,
    listeners: world.listeners,
    groupOf: world.groupOf,
    timeOf: (machine) => worldTime(clock.scale(), machine),
  });

/** Starts the playground. What it started is ended by `stop`, and with the process. */
export const startPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const machinery = await createMachinery(options);
  const { clock } = machinery.parts;
  const world = assemble({
    ...machinery.parts,
    endpoint: () => server.url,
    without: options.without ?? [],
    pages: options.pages ?? "small",
    keptCalls: options.keptCalls ?? keptCalls,
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  // A stack of many parts is more calls than AWS lets one make at once.
  const connection = () => ({ endpoint: server.url, region, credentials, maxAttempts: 10 });
  const scene = sceneIn(world, machinery.parts, connection);
  const server = await serve({
    gateway: world.gateway,
    admin: createAdmin({
      ...gatewayRoutes({ ...world, clock, services: world.stateful, pace: machinery.pace }),
      ...scene.routes,
      "GET instances": () => ({ instances: world.machines() }),
    }),
    port: options.port,
    now: clock.now,
  });

  const stop = once(async () => {
    await scene.stop();
    await world.stop();
    await machinery.stop();
    await server.close();
  });
  try {
    if (options.template !== undefined)
      await world.deploy(readTemplate(options.template), dirname(options.template), options.stackName);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...running(world, { now: clock.now, advance: (duration) => sleep(clock, duration) }),
    url: server.url,
    asOperator: (work) => work(connection()),
    buildStack: async (name, given = {}, tell) => scene.buildStack(name, given, tell),
    removeStack: scene.removeStack,
    async sendTraffic({ rate, ports, ...traffic }) {
      await scene.stopSending();
      scene.startSending({ ...traffic, ports, rate: rate * ports.length * clock.speed });
    },
    traffic: scene.ledger,
    stop,
  };
};
