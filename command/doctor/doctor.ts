/** `sarcelle doctor`: what may keep a deployment from going well, before one is started. */
import { sts } from "../../src/aws/clients.ts";
import { readRegistration, registeredEnvironments } from "../../src/aws/environment-store.ts";
import { type Identity, identityOf } from "../../src/aws/identity.ts";
import { systemClock } from "../../src/clock.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { doctorText } from "../formats/doctor-text.ts";
import type { Asking } from "../options.ts";
import { printAnswer } from "../output.ts";
import { locate } from "../stack.ts";
import { doctorsClients } from "./clients.ts";
import { type Diagnosis, type Examined, examine, foundBy, patience, well, wrong } from "./diagnosis.ts";
import { environmentDiagnoses } from "./environment.ts";
import { identityDiagnoses, installationDiagnoses } from "./installation.ts";

const tell = (examined: readonly Examined[], options: Asking): number => {
  const worst = examined.some(({ diagnoses }) => diagnoses.some(({ mark }) => mark === "wrong"));
  printAnswer(options, examined, () => doctorText(examined));
  return worst ? 1 : 0;
};

/** Who asks; or, where AWS answers nobody so, what that came of. */
const whoAsks = async (): Promise<Identity | Diagnosis> => {
  try {
    return await identityOf(sts());
  } catch (error) {
    const found = foundBy(error);
    const hint = `Give credentials and a region: by 'aws configure' or 'aws sso login' with AWS_PROFILE, or by AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.`;
    const isNetwork = error instanceof Error && (error.name === "AwsUnavailable" || error.name === "Throttled");
    return { check: "credentials", ...(isNetwork ? found : wrong(found.says, hint)) };
  }
};

/** Looks at the installation, and at one environment or all; answers the exit code. Throws `UnknownEnvironment`. */
export const doctor = async (name: string | undefined, options: Asking): Promise<number> => {
  const identity = await whoAsks();
  if ("check" in identity) return tell([{ about: options.stack, diagnoses: [identity] }], options);
  const stack = await locate(sts(), options.stack);
  let registered: readonly AnyEnvironment[] = [];
  const read = await examine(
    "environments",
    async () => {
      registered = await registeredEnvironments(stack.table);
      return registered.length === 0 ? [well("None is registered yet. Next: sarcelle init")] : [];
    },
    patience.registrations,
  );
  const looked =
    name === undefined
      ? registered
      : [registered.find((each) => each.name === name) ?? (await readRegistration(stack.table, name))];
  const ground = { clients: doctorsClients(), stack, registered, clock: systemClock };
  const [parts, ...examined] = await Promise.all([
    installationDiagnoses(options.stack, stack, registered),
    ...looked.map((environment) => environmentDiagnoses(environment, ground)),
  ]);
  const installation = { about: options.stack, diagnoses: [...identityDiagnoses(identity), ...parts, ...read] };
  const environments = looked.map((environment, index) => ({
    about: environment.name,
    diagnoses: examined[index] ?? [],
  }));
  return tell([installation, ...environments], options);
};
