import { tamperingSuite } from './tampering-suite.ts';

// The whole 100,000 are in test/processes/audit-tampering.test.ts.
tamperingSuite(3_000);
