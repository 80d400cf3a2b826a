/** A client whose `send` answers each operation from a table, one page of two items being enough to catch missing pagination. */
export interface Call {
  readonly operation: string;
  readonly input: unknown;
}

type Answers = { readonly [operation: string]: (input: never) => unknown };

export const fakeClient = <Client>(answers: Answers): { readonly client: Client; readonly calls: readonly Call[] } => {
  const calls: Call[] = [];
  const send = async (command: { readonly input: never }) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    calls.push({ operation, input: JSON.parse(JSON.stringify(command.input)) });
    const answer = answers[operation];
    if (answer === undefined) throw new TypeError(`The test does not expect ${operation}.`);
    return answer(command.input);
  };
  return { client: { send } as unknown as Client, calls };
};

/** The calls that change something. */
export const writes = (calls: readonly Call[]): readonly Call[] =>
  calls.filter(({ operation }) => !/^(Describe|List)/.test(operation));

/** An error as the SDK throws it: AWS's code is its name. */
export const awsError = (name: string): Error => Object.assign(new Error(name), { name });
