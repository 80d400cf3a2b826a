/** `sarcelle init`: of what stands in AWS an environment's file is made, and what its upgrade would change is shown. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { patientLoadBalancing, resourceClients, sts } from "../../src/aws/clients.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { Refusal } from "../../src/errors.ts";
import { documentSeenFrom, sarcelle } from "../as-typed.ts";
import { type Planned, plannedAction } from "../deployments/plan.ts";
import { describePlan } from "../formats/plan-text.ts";
import { writeNew } from "../new-file.ts";
import type { Asking } from "../options.ts";
import { print, printAnswer } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { type Person, personHere } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { findCandidates } from "./candidates.ts";
import { chosenGroup, draftOf, type Said } from "./draft.ts";
import { fileText } from "./file-text.ts";

export interface InitOptions extends Said, Asking {
  readonly file: string | undefined;
  readonly yes: boolean;
}

const requireAnswers = ({ fromGroup, yes }: InitOptions, person: Person | undefined): void => {
  if (person !== undefined) return;
  const missing = [
    ...(fromGroup === undefined ? ["--from-group NAME, the Auto Scaling group"] : []),
    ...(yes ? [] : ["--yes, which takes what is proposed for the rest"]),
  ];
  if (missing.length > 0) throw new UsageError(`There is nobody to ask here. Say ${missing.join(", and ")}.`);
};

/** What is registered; undefined if Sarcelle is not deployed here. */
const registeredIn = async ({ table }: Stack): Promise<readonly AnyEnvironment[] | undefined> => {
  try {
    return await registeredEnvironments(table);
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
};

/** What an upgrade would change, or why that cannot be said or done. */
type Upgrade = Planned | { readonly refused: string } | { readonly unplanned: string };

const upgradeOf = async (
  environment: AnyEnvironment,
  stack: Stack,
  { stack: name }: InitOptions,
  isDeployed: boolean,
): Promise<Upgrade> => {
  if (environment.sides === 1)
    return { unplanned: "It has one side, and needs no upgrade: a rolling update replaces its instances." };
  if (!isDeployed)
    return {
      unplanned: `What its upgrade would change is planned once Sarcelle is deployed here: there is no stack '${name}' yet.`,
    };
  try {
    const { account, region, caller } = stack;
    const request = { environment: environment.name, action: "upgrade", requestedBy: caller, caller } as const;
    return await plannedAction(request, { ...environment, account, region }, stack);
  } catch (error) {
    if (error instanceof Refusal) return { refused: `${error.name}: ${error.message}` };
    throw error;
  }
};

const nextOf = ({ name, sides }: AnyEnvironment, file: string): readonly string[] => [
  `${sarcelle} env apply ${file}`,
  ...(sides === 1
    ? [`${sarcelle} plan ${name} rolling-update --release FILE`]
    : [`${sarcelle} plan ${name} upgrade`, `${sarcelle} upgrade ${name} --wait`]),
];

const upgradeText = (upgrade: Upgrade): string => {
  if ("unplanned" in upgrade) return upgrade.unplanned;
  if ("refused" in upgrade) return `Its upgrade would be refused as things are. ${upgrade.refused}`;
  return [
    "Its upgrade would change:",
    describePlan(upgrade.changes),
    ...upgrade.notices.map((notice) => `! ${notice}`),
  ].join("\n");
};

const tell = (environment: AnyEnvironment, file: string, upgrade: Upgrade, options: InitOptions): void => {
  const next = nextOf(environment, file);
  printAnswer(options, { file, environment, ...upgrade, next }, () =>
    [
      `${file} is written: environment '${environment.name}'.`,
      "",
      upgradeText(upgrade),
      "",
      "Nothing was changed in AWS. Next, once you have looked through the file:",
      ...next.map((line) => `  ${line}`),
    ].join("\n"),
  );
};

const refuseThere = (file: string): void => {
  if (existsSync(file)) throw new UsageError(`${file} is there already. Say another with --file FILE.`);
};

/**
 * Writes the file of one environment and answers the exit code. Throws `UsageError` for what nobody is there to answer, for what there is not,
 * and for a file that is there.
 */
export const init = async (given: InitOptions, person = personHere(given)): Promise<number> => {
  requireAnswers(given, person);
  if (given.file !== undefined) refuseThere(given.file);
  const stack = await locate(sts(), given.stack);
  const registered = await registeredIn(stack);
  const clients = { ...resourceClients(), loadBalancing: patientLoadBalancing() };
  const owners = new Map((registered ?? []).map(({ group, name }): [string, string] => [group, name]));
  const candidate = await chosenGroup(await findCandidates(clients, owners), given, person);
  const surroundings = { ...stack, registered: registered ?? [] };
  const environment = await draftOf(clients, surroundings, candidate, given, person);
  const file = given.file ?? join("environments", `${environment.name}.yml`);
  refuseThere(file);
  const text = fileText(environment, documentSeenFrom(dirname(file), "environment.schema.json"));
  if (person !== undefined) {
    print(text);
    if (!(await person.agree(`Write this to ${file}?`))) throw new UsageError("Nothing was written.");
  }
  writeNew(file, text);
  tell(environment, file, await upgradeOf(environment, stack, given, registered !== undefined), given);
  return 0;
};
