"""Give a page's micro-frontend an API for what the page shows, in the way of the project's other APIs.

Before, in ``shop/views.py``::

    @login_required
    def cart(request, number):
        return render(request, "cart.html", {"number": number, "size": len(sizes), "offers": offers_of(request.user)})

After, with ``--set view=shop.views.cart``::

    @login_required
    def cart(request, number):
        return render(request, "cart.html", get_cart_context(request, number))


    def get_cart_context(request, number):
        return {"number": number, "size": len(sizes), "offers": offers_of(request.user)}

and in new files under ``shop/rest_api/v1``::

    class CartSerializer(serializers.Serializer):
        number = serializers.JSONField()  # FILL IN: the type of number
        size = serializers.IntegerField()
        offers = serializers.JSONField()  # FILL IN: the type of offers_of(request.user)


    class CartView(APIView):
        permission_classes = (IsAuthenticated,)

        def get(self, request, number):
            context = get_cart_context(request, number)
            return Response(CartSerializer(context).data)

with its URL, and a test. Authentication and permissions are those that most of the project's APIs have; only who is
logged in gets in. Other decorators than those of pages guard the API, too.
"""

from __future__ import annotations

from codemods.codemod import Option, Options
from codemods.plans.model import Plan
from codemods.plans.tree import Tree

OPTIONS = (Option("view", "the view: package.module.name, or path/of/the/file.py:name"),)


def plan(tree: Tree, options: Options) -> Plan:
    """Return the plan."""
    from codemods.recipes.legacy_frontend.context_api.planning import plan_api

    return plan_api(tree, options["view"])
