#!/usr/bin/env node
// JavaScript, as nothing else here: what is loaded before there is a cache would be stripped of its types at every start, by a
// compiler that then stays in memory.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What was compiled is kept beside what npm installed, and the next start is shorter and takes less memory. Where that cannot be
// written, nothing is kept.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'muster'));

const { main } = await import('./cli/main.ts');
await main();
