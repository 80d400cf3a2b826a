/**
 * The integration test of a service, as a script: exit code 0 if the side behind URLS is fit, and a last line that says why or why not.
 * This one asks each of them 20 times for the page, which must be of the release that was launched.
 */
const { URLS = "", EXPECTED_RELEASE } = process.env;
const times = 20;

// Called by the load balancer's own name, which its certificate does not carry: what is tested is the service behind.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

for (const url of URLS.split(" ")) {
  for (let count = 1; count <= times; count++) {
    const answer = await fetch(url);
    if (answer.status !== 200) {
      console.log(`GET ${url} answered ${answer.status}, the time number ${count}`);
      process.exit(1);
    }
    const { release } = await answer.json();
    if (release !== EXPECTED_RELEASE) {
      console.log(`GET ${url} is answered by release ${release}, expected ${EXPECTED_RELEASE}`);
      process.exit(1);
    }
  }
}
console.log(`${times} requests to each of ${URLS} were answered by release ${EXPECTED_RELEASE}`);
