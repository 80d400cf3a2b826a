/**
 * What a run costs, in dollars, at the prices of eu-west-1 in 2026, rounded up; us-east-1 is a tenth cheaper, no region twice as dear.
 * https://aws.amazon.com/ec2/pricing/on-demand/ https://aws.amazon.com/elasticloadbalancing/pricing/ https://aws.amazon.com/vpc/pricing/
 */
const prices = {
  loadBalancerHour: 0.0252,
  /** A few requests a second are far below one unit. */
  capacityUnitHour: 0.008,
  /** t4g.nano */
  instanceHour: 0.0046,
  publicAddressHour: 0.005,
  volumeGigabyteMonth: 0.088,
  /** What is billed by use: state transitions, invocations, writes, log lines, objects. A release is below a cent. */
  use: 0.05,
} as const;

/** While two sides run; of the load balancer one address for each of its three zones. */
const most = { instances: 4, addresses: 4 + 3, gigabytes: 4 * 8 } as const;

const hoursOfAMonth = 730;

/** At most: as if both sides ran all the time. */
export const trialCost = (hours: number): number => {
  const byTheHour =
    prices.loadBalancerHour +
    prices.capacityUnitHour +
    most.instances * prices.instanceHour +
    most.addresses * prices.publicAddressHour +
    (most.gigabytes * prices.volumeGigabyteMonth) / hoursOfAMonth;
  return hours * byTheHour + prices.use;
};

/** In words, to the cent above. */
export const dollars = (amount: number): string => `$${(Math.ceil(amount * 100) / 100).toFixed(2)}`;
