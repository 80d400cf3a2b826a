/** The server of the instances in moto's tests: as Apache without a page it answers 403 to whatever is asked. */
import { createServer } from "node:http";

createServer((_request, response) => {
  response.writeHead(403).end("It works!");
}).listen(Number(process.env.PORT_80), process.env.ADDRESS);
