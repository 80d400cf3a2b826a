/** Whether a document can be built, asked of a world that is there for this question only. */
import { assemble } from "../assemble.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { WorldParts } from "../realm.ts";
import { createSimulatedDataPlane } from "../simulation/data-plane.ts";
import { hungUp, runOutside } from "../simulation/function-process.ts";
import { createSimulatedInstances } from "../simulation/instances.ts";
import { received, type SdkRequest, sdkResponse } from "../simulation/sdk-request.ts";
import type { AwsError } from "../world/aws-error.ts";
import { virtualClock } from "../world/clock.ts";
import { seeded } from "../world/random.ts";
import { traitNames } from "../world/traits.ts";
import { buildDocument } from "./build.ts";
import type { StackDocument } from "./stack-document.ts";

export interface Rehearsal {
  /** The time in the world that the document is for: scheduled actions look at it. */
  readonly now: number;
  readonly region: string;
  /** The images that the world was given. */
  readonly images?: WorldParts["images"];
}

/** A willing world, whose time stands still but for what is waited for. */
const emptyWorld = ({ now, images }: Rehearsal) => {
  const clock = virtualClock(now);
  const random = seeded(1);
  const instances = createSimulatedInstances(clock);
  const world = assemble({
    clock,
    random,
    instances,
    dataPlane: createSimulatedDataPlane(clock, random, instances),
    functions: {
      launch() {
        throw new Error("There are no functions in a rehearsal.");
      },
      stop: async () => {},
    },
    endpoint: () => "http://rehearsal",
    longestLag: 0,
    without: traitNames,
    pages: "aws",
    ...(images === undefined ? {} : { images }),
  });
  return { ...world, wait: (duration: number) => clock.advance(duration) };
};

/** A request handler of SDK clients that reach a gateway without a socket. */
const straightTo = (gateway: Gateway) => ({
  async handle(request: SdkRequest) {
    const answer = await gateway.handle(received(request));
    if (answer === "no-answer") throw hungUp();
    return { response: sdkResponse(answer) };
  },
});

/** Everything that would be refused if the document were built, each with what it is of. */
export const rehearse = (document: StackDocument, rehearsal: Rehearsal): Promise<readonly AwsError[]> =>
  runOutside(async () => {
    const world = emptyWorld(rehearsal);
    const problems: AwsError[] = [];
    const connection = {
      endpoint: "http://rehearsal",
      region: rehearsal.region,
      credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
      requestHandler: straightTo(world.gateway),
    };
    const problem = (error: AwsError) => void problems.push(error);
    await buildDocument({ document, connection, wait: world.wait, now: rehearsal.now, problem }, []);
    await world.stop();
    return problems;
  });
