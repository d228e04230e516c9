/**
 * Stands in for web, runtime or worker where the supervisor is the subject: a real process with a real /readyz.
 * Arguments: the environment variable that holds its port, or the port itself.
 */
import { createServer } from 'node:http';

const [where = ''] = process.argv.slice(2);
const port = Number(/^\d+$/.test(where) ? where : process.env[where]);
const server = createServer((request, response) => {
  response.end(request.url === '/readyz' ? 'ready' : String(process.pid));
});
server.listen(port, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
