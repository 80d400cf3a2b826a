/** What is broken in a playground, as a person says it. */

/** As the playground lists it. */
export interface Fault {
  readonly id: string;
  /** `elasticloadbalancing:ModifyListener`, `instance:i-1`, `link:i-1`, `zone:eu-west-1a`, `listener:8080`. */
  readonly target: string;
  readonly fault: string;
  readonly nth?: number | undefined;
  readonly times?: number | undefined;
  readonly probability?: number | undefined;
  readonly milliseconds?: number | undefined;
  readonly bytes?: number | undefined;
  readonly principal?: string | undefined;
  /** How often it has struck. */
  readonly fired: number;
}

const often = ({ nth, times, probability }: Fault): readonly string[] => [
  ...(probability === undefined ? [] : [`${Math.round(probability * 100)} % of them`]),
  ...(nth === undefined ? [] : [`from number ${nth} on`]),
  ...(times === undefined && nth === undefined ? [] : [`${times ?? 1} in all`]),
];

/** One line: where, what, how often, and how often so far. */
export const faultInWords = (fault: Fault): string => {
  const { milliseconds, bytes, principal, fired } = fault;
  const more = [
    ...(milliseconds === undefined ? [] : [`${milliseconds} ms`]),
    ...(bytes === undefined ? [] : [`${bytes} bytes`]),
    ...(principal === undefined ? [] : [`for ${principal}`]),
    ...often(fault),
  ];
  return `${fault.target}: ${[fault.fault, ...more].join(", ")}; struck ${fired === 1 ? "once" : `${fired} times`} so far`;
};
