/** One life of a furnished account, in which a service is given all kinds of inputs and each of its answers is looked at. */
import { operationShape } from "../../gateway/codec/shapes.ts";
import type { HttpRequest } from "../../gateway/http.ts";
import { modelConstraints } from "../../gateway/input-checks/models.ts";
import { AwsError } from "../../world/aws-error.ts";
import { type Random, seeded } from "../../world/random.ts";
import { clientOf, command } from "../gateway/codec/any-calls.ts";
import { anyInput, mutated, textsIn } from "./any-input.ts";
import { brokenRequest } from "./broken-request.ts";
import { addTable, type Furnished, finished, furnish } from "./furnished.ts";
import { clients, models, type Subject, subjectOf } from "./subject.ts";
import { recipes } from "./valid/recipes.ts";
import { tableName } from "./valid/storing.ts";

type Input = Readonly<Record<string, unknown>>;

/** What the lives of a service came to. */
export interface Findings {
  inputs: number;
  refused: number;
  /** What is wrong, with the first input that shows it. */
  readonly faults: Map<string, string>;
  readonly succeeded: Set<string>;
}

export const noFindings = (): Findings => ({ inputs: 0, refused: 0, faults: new Map(), succeeded: new Set() });

interface Life {
  readonly name: string;
  readonly furnished: Furnished;
  readonly subject: Subject;
  readonly random: Random;
  readonly seen: string[];
  readonly findings: Findings;
  /** The last right input of each operation, and the request in which an SDK sends it. */
  readonly valid: Map<string, Input>;
  readonly requests: Map<string, HttpRequest>;
  /** What is stored, if nobody changed it since. */
  stored: string | undefined;
}

const shown = (input: unknown): string =>
  JSON.stringify(input, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)).slice(0, 500);

const found = ({ findings }: Life, operation: string, wrong: string, input: unknown): void => {
  const fault = `${operation} ${wrong}`;
  if (!findings.faults.has(fault)) findings.faults.set(fault, shown(input));
};

const remember = ({ seen }: Life, output: unknown): void => {
  for (const text of textsIn(output).slice(0, 20)) if (!seen.includes(text)) seen.push(text);
  if (seen.length > 300) seen.splice(50, 100);
};

/** What is wrong with a refusal; undefined if nothing is. */
const wrongInRefusal = ({ subject }: Life, operation: string, input: Input, error: unknown): string | undefined => {
  if (!(error instanceof AwsError)) return `fails: ${(error as Error).stack?.split("\n").slice(0, 4).join(" | ")}`;
  if (error.status >= 500 && error.name !== "PlaygroundNotEmulated") return `answers ${error.name}`;
  const accepted = subject.accepts(operation);
  const unknown = accepted === undefined ? [] : Object.keys(input).filter((member) => !accepted.includes(member));
  if (unknown.length > 0 && !unknown.some((member) => error.message.includes(`'${member}'`)))
    return `does not name ${unknown} in: ${error.message}`;
  return undefined;
};

/** Has the service do something by value, and looks at what comes of it. */
const tried = async (life: Life, operation: string, input: Input): Promise<void> => {
  const { furnished, subject, findings } = life;
  findings.inputs += 1;
  const { clock } = furnished.world;
  const [before, at] = [life.stored ?? subject.state(), clock.now()];
  life.stored = before;
  try {
    const output = await finished(furnished.world, () => subject.run(operation, input));
    life.stored = undefined;
    findings.succeeded.add(operation);
    remember(life, output);
  } catch (error) {
    findings.refused += 1;
    const wrong = wrongInRefusal(life, operation, input, error);
    if (wrong !== undefined) found(life, operation, wrong, input);
    // What the time brings is no doing of the call's.
    if (clock.now() !== at) life.stored = undefined;
    else if (subject.state() !== before) {
      found(life, operation, `refuses with ${(error as Error).name} and has changed something`, input);
      life.stored = undefined;
    }
  }
};

/** Sends a request, and looks at the answer. */
const sent = async (life: Life, operation: string, request: HttpRequest) => {
  const { furnished, subject, findings } = life;
  findings.inputs += 1;
  const { clock, gateway } = furnished.world;
  const [before, at] = [life.stored ?? subject.state(), clock.now()];
  const response = await finished(furnished.world, () => gateway.handle(request));
  if (response === "no-answer") throw new Error("Nobody asked for faults.");
  const body = new TextDecoder().decode(response.body);
  const example = { path: request.path, body: new TextDecoder().decode(request.body) };
  if (response.status >= 500 && response.status !== 501)
    found(life, operation, `answers on the wire: ${body.slice(0, 500)}`, example);
  life.stored = clock.now() === at && response.status >= 400 ? before : undefined;
  if (response.status >= 400) findings.refused += 1;
  if (life.stored !== undefined && subject.state() !== before) {
    found(life, operation, `refuses on the wire with ${response.status} and has changed something`, example);
    life.stored = undefined;
  }
  return response;
};

/** An input that is right, made now; undefined if what was done before stands against it. */
const rightInput = async (life: Life, operation: string): Promise<Input | undefined> => {
  const recipe = recipes[life.name]?.[operation];
  life.stored = undefined;
  try {
    const input = ((await recipe?.(life.furnished)) ?? {}) as Input;
    life.valid.set(operation, input);
    return input;
  } catch (error) {
    if (error instanceof AwsError && error.status < 500) return undefined;
    if (life.name !== "dynamodb") found(life, operation, `cannot be prepared: ${(error as Error).stack}`, {});
    return undefined;
  }
};

/** Has the SDK send what is right, and read the answer. */
const sentBySdk = async (life: Life, operation: string): Promise<void> => {
  const input = await rightInput(life, operation);
  const [, sdk, client] = clients.find(([name]) => name === life.name) ?? [];
  if (input === undefined || sdk === undefined || client === undefined) return;
  let status = 0;
  try {
    const output = await clientOf(sdk, client, async (request) => {
      life.requests.set(operation, request);
      const response = await sent(life, operation, request);
      status = response.status;
      return response;
    }).send(command(sdk, operation, input));
    life.findings.succeeded.add(operation);
    remember(life, output);
  } catch (error) {
    if (status < 300) found(life, operation, `cannot be read by the SDK: ${(error as Error).stack}`, input);
  }
};

const oneInput = async (life: Life, operation: string): Promise<void> => {
  const { name, random, seen, subject, valid, requests } = life;
  const [chance, request] = [random(), requests.get(operation)];
  if (chance < 0.2 && request !== undefined) {
    await sent(life, operation, brokenRequest(random, request));
    return;
  }
  const model = models[name];
  if (model === undefined) throw new Error(`There is no model of ${name}.`);
  const { input: shape } = operationShape(model, operation);
  const accepted = subject.accepts(operation);
  // Now and then with members that are not emulated.
  const strange = random() < 0.05;
  const members = shape.members.filter((member) => strange || accepted === undefined || accepted.includes(member.name));
  const facts = { members: modelConstraints(name, operation) ?? {} };
  const right = chance < 0.25 ? await rightInput(life, operation) : valid.get(operation);
  const input =
    right === undefined || chance > 0.7
      ? anyInput({ random, seen }, { ...shape, members }, facts)
      : mutated({ random, seen }, { ...shape, members }, facts, right);
  await tried(life, operation, input as Input);
};

/** Lives through `rounds` inputs of every operation of a service. */
export const live = async (name: string, seed: number, rounds: number, findings: Findings): Promise<void> => {
  const furnished = await furnish(seed);
  if (name === "dynamodb") await addTable(furnished.ask, tableName);
  const subject = subjectOf(furnished.world, name);
  const life: Life = {
    name,
    furnished,
    subject,
    random: seeded(seed),
    seen: [...new Set(Object.values(furnished.made))],
    findings,
    valid: new Map(),
    requests: new Map(),
    stored: undefined,
  };
  for (const operation of subject.operations) await sentBySdk(life, operation);
  for (let round = 0; round < rounds; round++) {
    for (const operation of subject.operations) await oneInput(life, operation);
    if (round % 10 !== 9) continue;
    life.stored = undefined;
    await furnished
      .pass(60_000)
      .catch((error: unknown) => found(life, "A timer", String((error as Error).stack?.slice(0, 500)), {}));
  }
  await furnished.world.stop();
};
