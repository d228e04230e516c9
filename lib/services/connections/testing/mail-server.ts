import { createServer, type AddressInfo } from 'node:net';

/** A real SMTP server, as far as a greeting and a sign-in: `ada` with `sesame-open`. */
export async function startMailServer() {
  const commands: string[] = [];
  let sockets = 0;
  const server = createServer((socket) => {
    sockets += 1;
    socket.write('220 mail.test ESMTP\r\n');
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const command = data.toString().trim();
      commands.push(command);
      const plain = Buffer.from(command.split(' ')[2] ?? '', 'base64').toString();
      if (command.startsWith('EHLO')) socket.write('250-mail.test\r\n250 AUTH PLAIN\r\n');
      else if (command.startsWith('AUTH')) {
        socket.write(plain === '\0ada\0sesame-open' ? '235 welcome\r\n' : `535 no: ${plain.replaceAll('\0', ' ')}\r\n`);
      } else if (command === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, commands, sockets: () => sockets, close: () => server.close() };
}
