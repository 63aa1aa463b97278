// The arrows between the parts of the program. A capability may import those to its left, the kernel and the contract; the way
// back is an event. A new capability takes its place in this list first.
const capabilities = ['accounts', 'files', 'chat', 'courses', 'search', 'notifications', 'admin'];

// What may know the whole program: the process's edge, the operator's commands, the sample school. Besides these, tests.
const knowsTheApp = [
  '^server/main\\.ts$',
  '^server/(admin|demo)/',
  '^server/(admin|demo)\\.ts$',
  '^(test|bench)/',
  '\\.(test|fixture)\\.ts$',
];

const capabilityFolders = `^server/(${capabilities.join('|')})/`;
const aTest = '\\.(test|fixture)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file, or hide a third. Types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      comment: 'An import that leads nowhere would also slip through every rule below.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'contract-alone',
      comment: 'The contract is what clients share: it imports the contract and typebox.',
      severity: 'error',
      from: { path: '^contract/', pathNot: aTest },
      to: { pathNot: '^contract/|^node_modules/typebox/' },
    },
    {
      name: 'kernel-knows-no-capability',
      comment: 'The kernel imports the kernel and the contract.',
      severity: 'error',
      from: { path: '^server/kernel/', pathNot: aTest },
      to: { path: '^(server|web|test|bench)/', pathNot: '^server/kernel/' },
    },
    ...capabilities.slice(0, -1).map((capability, place) => ({
      name: `${capability}-imports-left`,
      comment: `${capability} imports only what stands left of it: ${capabilities.slice(0, place).join(', ') || 'no capability'}.`,
      severity: 'error',
      from: { path: `^server/${capability}/`, pathNot: aTest },
      to: { path: `^server/(${capabilities.slice(place + 1).join('|')})/` },
    })),
    {
      name: 'web-kernel-knows-no-capability',
      comment: 'What every screen stands on imports the contract and nothing of a screen.',
      severity: 'error',
      from: { path: '^web/kernel/' },
      to: { path: '^(server|web|test|bench)/', pathNot: '^web/kernel/' },
    },
    ...capabilities.slice(0, -1).map((capability, place) => ({
      name: `web-${capability}-imports-left`,
      comment: `${capability} imports only what stands left of it: ${capabilities.slice(0, place).join(', ') || 'no capability'}.`,
      severity: 'error',
      from: { path: `^web/${capability}/` },
      to: { path: `^web/((${capabilities.slice(place + 1).join('|')}|command)/|shell|routes)` },
    })),
    {
      name: 'web-is-a-client',
      comment: 'The web app knows of the server what every client knows: the contract.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/build/' },
      to: { path: '^(server|test|bench)/' },
    },
    {
      name: 'tables-of-a-capability',
      comment:
        'A capability does not reach up into what assembles it; the table types of the whole database are for the kernel’s edge.',
      severity: 'error',
      from: { path: capabilityFolders, pathNot: [aTest, '^server/admin/'] },
      to: { path: '^server/(main|app|demo)(\\.ts$|/)' },
    },
    {
      name: 'app-is-assembled-once',
      comment: 'server/app.ts is for main, the operator’s commands, the demo and tests.',
      severity: 'error',
      from: { pathNot: knowsTheApp },
      to: { path: '^server/app\\.ts$' },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'What runs in a school imports neither tests nor load programs.',
      severity: 'error',
      from: { path: '^(contract|server|web)/', pathNot: aTest },
      to: { path: `^(test|bench)/|${aTest}` },
    },
    {
      name: 'no-dev-dependency-in-production',
      comment:
        'A package that production needs stands in dependencies; types are erased and may come from a dev dependency.',
      severity: 'error',
      from: { path: '^(contract|server)/', pathNot: aTest },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // TypeScript 7 has no API for other programs to parse with; swc reads the same files, type-only imports included.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
