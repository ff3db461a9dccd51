import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import type { FarEndWatch } from '../../far-end.ts';

/** What the stand-ins' services have in common. */
interface Served<Request, Delivery> {
  readonly faults: {
    inject(
      fault: {
        readonly id: string;
        readonly title: string;
        readonly operations: 'all';
        readonly behaviour: FaultBehaviour;
      },
      count: number,
    ): unknown;
    clear(): void;
  };
  readonly oracle: { readonly violations: readonly { readonly kind: string; readonly detail: string }[] };
  serve(request: Request): Delivery;
}

/** Lets a stand-in answer one call with these behaviours, and passes on what it complains of. */
export function serveWith<Request, Delivery>(
  service: Served<Request, Delivery>,
  request: Request,
  behaviours: readonly FaultBehaviour[],
  complains: FarEndWatch['complains'],
): Delivery {
  for (const [index, behaviour] of behaviours.entries())
    service.faults.inject({ id: `simulated ${index}`, title: '', operations: 'all', behaviour }, 1);
  const before = service.oracle.violations.length;
  const delivery = service.serve(request);
  service.faults.clear();
  for (const { kind, detail } of service.oracle.violations.slice(before)) {
    // Rests are judged by what the process had been told, and people may have gone or not be there yet.
    if (kind !== 'before-retry-after' && kind !== 'unknown-id') complains(kind, detail);
  }
  return delivery;
}

/** When the last effect that these behaviours put off will have happened; 0 when they put off none. */
export function latestEffect(behaviours: readonly FaultBehaviour[], now: number): number {
  return Math.max(0, ...behaviours.map((one) => (one.kind === 'late-effect' ? now + one.delayMs : 0)));
}
