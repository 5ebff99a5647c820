// The smallest module with a database: one entity and its repository.
'use strict';
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { TypeOrmModule } = require('@nestjs/typeorm');
const { EntitySchema } = require('typeorm');
const { dbconfig } = require('../../examples/orders/src/config/db');

const Note = new EntitySchema({ name: 'note', columns: { id: { type: Number, primary: true, generated: true }, title: { type: String } } });

/** Reads the application's own connection options. */
class TinyModule {}
Module({ imports: [TypeOrmModule.forRoot({ ...dbconfig.getTypeOrmConfig(), entities: [Note], migrations: [] }), TypeOrmModule.forFeature([Note])] })(TinyModule);

module.exports = { TinyModule };
