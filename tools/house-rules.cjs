// The rules of the house that no published ESLint plugin has: a comment that opens each file, a sentence over each export,
// a bound on imports, no module-level `let`.

const headerComment = {
  meta: { type: 'layout', schema: [], messages: { missing: 'A file opens with one to six lines of comment: what it is for, and what it deliberately does not know.' } },
  create(context) {
    return {
      Program(node) {
        const first = context.sourceCode.getAllComments()[0];
        if (!first || first.loc.start.line > 2) context.report({ node, loc: { line: 1, column: 0 }, messageId: 'missing' });
      },
    };
  },
};

/** Members of one-line type unions and re-exports need no sentence of their own. */
const exportedDoc = {
  meta: { type: 'layout', schema: [], messages: { missing: "The export '{{name}}' needs a sentence that states its contract." } },
  create(context) {
    const check = (node, declaration, name) => {
      const comments = context.sourceCode.getCommentsBefore(node);
      if (!comments.some((c) => c.value.startsWith('*'))) context.report({ node: declaration, messageId: 'missing', data: { name } });
    };
    return {
      ExportNamedDeclaration(node) {
        const { declaration } = node;
        if (!declaration || declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration') return;
        const name = declaration.id?.name ?? declaration.declarations?.[0]?.id?.name;
        if (name) check(node, declaration, name);
      },
    };
  },
};

const maxImports = {
  meta: { type: 'suggestion', schema: [{ type: 'integer' }], messages: { many: '{{count}} imports; {{max}} is the bound: the file knows too much.' } },
  create(context) {
    const max = context.options[0];
    return {
      Program(node) {
        const imports = node.body.filter((s) => s.type === 'ImportDeclaration' && s.importKind !== 'type');
        if (imports.length > max) context.report({ node: imports[max], messageId: 'many', data: { count: imports.length, max } });
      },
    };
  },
};

const noModuleState = {
  meta: { type: 'problem', schema: [], messages: { state: 'No module-level mutable state: hand it in, or keep it in an object that has an owner.' } },
  create(context) {
    return {
      Program(node) {
        for (const statement of node.body) {
          const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declaration?.type === 'VariableDeclaration' && declaration.kind !== 'const' && !declaration.declare) context.report({ node: declaration, messageId: 'state' });
        }
      },
    };
  },
};

module.exports = { rules: { 'header-comment': headerComment, 'exported-doc': exportedDoc, 'max-imports': maxImports, 'no-module-state': noModuleState } };
