"""The embedded database: real PostgreSQL from a wheel, started and stopped by Cashwright.

Words: the *folder* is PostgreSQL's data folder; the *owner* is the system user it runs as; a
*user* is any live Cashwright process, known by a shared lock that dies with it; the *keeper*
is a small process of ours that starts the server and stops it once no user is left.

    layout.py   where things are
    owner.py    which system user the server runs as (PostgreSQL refuses to be root)
    folder.py   making the data folder
    server.py   using, starting and stopping the server
    keeper.py   the keeper (a script of its own)
    words.py    what went wrong, in words
"""
