/** Accounts and regions, and those in which everything is that says nothing else. */

/** An account in a region. */
export interface Realm {
  readonly account: string;
  readonly region: string;
}

/** AWS's own example account and the region that the packaged template is made for. */
export const account = "123456789012";
export const region = "eu-west-1";

export const home: Realm = { account, region };

/** Whether a realm is the one in which everything is that says nothing else. */
export const isHome = (realm: Realm): boolean => realm.account === account && realm.region === region;

/** Whether there may be a region of that name. AWS adds some every year, so their form decides. */
export const isRegion = (name: string): boolean =>
  /^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/.test(
    name,
  );
