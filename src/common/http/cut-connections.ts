import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Sees to it that the server closes: requests that are still being answered when it is told to are given so long, then
 * their connections are cut. An upload that does not go on would hold it for ever.
 */
export function cutConnectionsOnClose(app: NestFastifyApplication, graceMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', async () => {
    setTimeout(() => fastify.server.closeAllConnections(), graceMs).unref();
  });
}
