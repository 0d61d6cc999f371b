import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A route as the HTTP server itself knows it. */
export interface RegisteredRoute {
  method: string;
  path: string;
}

/** The column in which a name stands tells how deep it lies; its path begins with those of the lines it hangs from. */
const LINE = /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/;

/**
 * Every route that Fastify answers, whoever registered it: read from the printed tree, the only listing Fastify has of
 * routes registered before one could hook in. Each line is held against the router, so that a change of the print fails.
 */
export function registeredRoutes(app: NestFastifyApplication): RegisteredRoute[] {
  const fastify = app.getHttpAdapter().getInstance();
  const routes: RegisteredRoute[] = [];
  const parents: string[] = [];
  for (const line of fastify.printRoutes({ commonPrefix: false }).split('\n').filter(Boolean)) {
    const [, indent, name, methods] = LINE.exec(line) ?? [];
    if (indent === undefined || name === undefined)
      throw new Error(`This line of the printed routes is not understood: ${line}`);
    const depth = indent.length / 4;
    const path = (parents[depth - 1] ?? '') + name;
    parents.splice(depth, Infinity, path);
    for (const method of methods?.split(', ') ?? []) {
      if (!fastify.hasRoute({ method, url: path })) throw new Error(`Printed, but not there: ${method} ${path}`);
      routes.push({ method, path });
    }
  }
  return routes;
}
